-- Every event of one session, whole, to be written again under another session.
-- Grain: one row per event.
select *
from events
where
    site = {site:String}
    and session_id = {session:UInt64}
-- A Decimal in quotes keeps all its digits on the way through JSON.
settings output_format_json_quote_decimals = 1
