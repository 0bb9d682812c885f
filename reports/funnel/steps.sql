-- How many visitors went through the steps in their order, each within the time limit from the first. A step is what an
-- event is marked with: page:<path>, event:<name>, magnet:<name> (its form sent or its file downloaded; of a declared magnet what
-- completes it, form_magnets and file_magnets) or form:<name>;
-- with * at the end, all that begin so. In strict order no other of the steps may come between; in open order anything may.
-- Grain: one row per step.
with
    [
        {step1:String},
        {step2:String},
        {step3:String},
        {step4:String},
        {step5:String},
        {step6:String},
        {step7:String},
        {step8:String}
    ] as asked,
    arrayFilter(step -> step != '', asked) as steps,
    -- The kind is taken from the step and not put before the value: so of a column that no step asks for nothing is read.
    (value, step, kind) -> startsWith(step, kind) and (
        value = substring(step, length(kind) + 1)
        or (endsWith(step, '*') and startsWith(value, substring(step, length(kind) + 1, length(step) - length(kind) - 1)))
    ) as is_marked,
    step -> (name = 'pageview' and is_marked(path, step, 'page:'))
        or is_marked(name, step, 'event:')
        or (
            is_marked(magnet, step, 'magnet:')
            and (
                name = 'form_submit' and not has({file_magnets:Array(String)}, toString(magnet))
                    or name = 'download' and not has({form_magnets:Array(String)}, toString(magnet))
            )
        )
        or (name = 'form_submit' and is_marked(form, step, 'form:')) as is_step,
-- The steps that an event takes, as bits: the lowest is the first.
taken as
(
    select
        visitor_id,
        toInt64(toUnixTimestamp64Milli(ts)) as moment,
        id,
        is_step({step1:String}) as is_first,
        is_step({step2:String}) as is_second,
        is_first
            + 2 * is_second
            + 4 * is_step({step3:String})
            + 8 * is_step({step4:String})
            + 16 * is_step({step5:String})
            + 32 * is_step({step6:String})
            + 64 * is_step({step7:String})
            + 128 * is_step({step8:String}) as fits
    from events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
        and spam = ''
),
-- Nobody comes further than the first step without taking the second: only who takes both is walked through, all others who enter
-- are counted. The two are told by one reading.
(
    select (groupArrayIf(visitor_id, enters and moves), countIf(enters))
    from
    (
        select
            visitor_id,
            max(is_first) as enters,
            max(is_second) as moves
        from taken
        where is_first or is_second
        group by visitor_id
    )
) as told,
told.1 as movers,
assumeNotNull(told.2) as entered,
-- Of events in a row that take the first step only, the last is where a walk begins: the others lead to nothing else.
walked as
(
    select
        arraySort(groupArray((moment, id, fits))) as all_moments,
        arrayFilter(
            (event, following) -> event.3 != 1 or following != 1,
            all_moments,
            arrayPushBack(arrayPopFront(arrayMap(event -> event.3, all_moments)), 0)
        ) as moments
    from taken
    where
        fits > 0
        and visitor_id in (select arrayJoin(movers))
    group by visitor_id
),
-- For every step: when the latest walk began that has come as far, -1 if none has; and the farthest step of all. An event
-- takes one step at most, for what it adds to is how things stood before it.
walks as
(
    select arrayFold(
        (so_far, moment, fits) -> (
            arrayMap(
                (step, began, began_before) -> multiIf(
                    bitTest(fits, step - 1) and step = 1, moment,
                    bitTest(fits, step - 1) and began_before >= 0 and moment - began_before <= {within:Int64} * 1000,
                        greatest(began_before, if({order:String} = 'strict', toInt64(-1), began)),
                    {order:String} = 'strict', toInt64(-1),
                    began
                ),
                arrayEnumerate(steps),
                so_far.1,
                arrayPushFront(arrayPopBack(so_far.1), toInt64(-1))
            ) as begun,
            greatest(so_far.2, toUInt8(arrayLastIndex(began -> began >= 0, begun)))
        ),
        moments.1,
        moments.3,
        (arrayMap(step -> toInt64(-1), steps), toUInt8(0))
    ).2 as step_reached
    from walked
),
reached as
(
    select
        step_reached,
        toInt64(1) as people
    from walks
    union all
    select
        toUInt8(1) as step_reached,
        toInt64(entered) - toInt64(length(movers)) as people
)
select
    step,
    steps[step] as mark,
    sumIf(people, step_reached >= step) as step_visitors,
    sumIf(people, step_reached >= 1) as first_visitors,
    sumIf(people, step_reached >= greatest(step - 1, 1)) as previous_visitors,
    sumIf(people, step_reached >= length(steps)) as through_visitors
from reached
array join arrayEnumerate(steps) as step
group by
    step,
    mark
order by step
