-- The finished rows, which are part of events by now, become those whose sessions are summed, and the next slice can be worked out.
rename table {part:Identifier} to {summed:Identifier}
