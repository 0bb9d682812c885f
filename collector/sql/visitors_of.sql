-- Whose visits these sessions are, as far as they are summed: by the lasting number of visitors who agreed in the middle of one.
-- Grain: one row per session.
select
    session_id,
    visitor_id
from session_summaries final
where
    site = {site:String}
    and session_id in {sessions:Array(UInt64)}
    and not gone
