-- Every event of some sessions of a site, whole, to be written again under another session.
-- A Decimal in quotes keeps all its digits on the way through JSON.
-- Grain: one row per event.
select *
from events
where
    site = {site:String}
    and session_id in {sessions:Array(UInt64)}
settings output_format_json_quote_decimals = 1
