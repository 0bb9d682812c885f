-- Source, medium and channel of some arrivals, in place: no row moves, and only these columns are written again.
-- A value that stood beyond a day's variety stays "(other)". Everything that is needed is in the statement itself, so
-- ClickHouse finishes it after a restart too.
alter table events
update
    source = if(
        source = '(other)',
        source,
        transform(arrival, {arrivals:Array(String)}, {sources:Array(String)}, toString(source))
    ),
    medium = if(
        medium = '(other)',
        medium,
        transform(arrival, {arrivals:Array(String)}, {mediums:Array(String)}, toString(medium))
    ),
    channel = transform(arrival, {arrivals:Array(String)}, {channels:Array(String)}, toString(channel)),
    opens_touch = name in ('pageview', 'consent') and transform(
        arrival, {arrivals:Array(String)}, {opens:Array(UInt8)}, toUInt8(opens_touch)
    ),
    channel_rules = {version:UInt16}
where
    site = {site:String}
    and toYYYYMM(ts) = {month:UInt32}
    and arrival in {arrivals:Array(String)}
settings mutations_sync = 0
