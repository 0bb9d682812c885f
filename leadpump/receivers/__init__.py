"""Who is told of leads, signed: what they are told, how it gets there, and where it must never go."""
