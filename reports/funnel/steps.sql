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
-- The steps that an event takes, as bits: the lowest is the first. With the time before them they are one number, in whose order
-- events are walked: of the same millisecond, what comes first in the funnel comes first.
taken as
(
    select
        visitor_id,
        is_step({step1:String})
            + 2 * is_step({step2:String})
            + 4 * is_step({step3:String})
            + 8 * is_step({step4:String})
            + 16 * is_step({step5:String})
            + 32 * is_step({step6:String})
            + 64 * is_step({step7:String})
            + 128 * is_step({step8:String}) as fits,
        256 * toUnixTimestamp64Milli(ts) + fits as event
    from visitor_events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
        and spam = ''
        and fits > 0
),
visitors as
(
    select
        groupArray(event) as all_events,
        groupBitOr(fits) as all_fits
    from taken
    group by visitor_id
),
-- Nobody comes further than the first step without taking the second: only who takes both is walked through. Of events in a row
-- that take the first step only, the last is where a walk begins, unless nothing follows: the others lead to nothing else.
walked as
(
    select
        bitTest(all_fits, 0) as enters,
        if(bitAnd(all_fits, 3) = 3, arraySort(all_events), []) as in_order,
        arrayFilter(
            (event, following) -> event % 256 != 1 or following % 256 != 1,
            in_order,
            arrayShiftLeft(in_order, 1, 1)
        ) as moments
    from visitors
),
-- For every step: when the latest walk began that has come as far; 0 if it was broken off there, -1 if none has come as far. An
-- event takes one step at most, for what it adds to is how things stood before it.
walks as
(
    select
        greatest(enters, arrayCount(began -> began >= 0, arrayFold(
            (begun, event) -> arrayMap(
                (step, began, before) -> if(
                    bitTest(event, step - 1) and before > 0 and intDiv(event, 256) - before <= {within:Int64} * 1000,
                    greatest(before, if({order:String} = 'strict', 0, began)),
                    if({order:String} = 'strict', least(began, 0), began)
                ),
                arrayEnumerate(steps),
                begun,
                arrayShiftRight(begun, 1, intDiv(event, 256))
            ),
            moments,
            arrayMap(step -> toInt64(-1), steps)
        ))) as step_reached,
        count() as people
    from walked
    group by step_reached
    -- A step that nobody has come to is told too.
    union all
    select
        0 as step_reached,
        0 as people
)
select
    step,
    steps[step] as mark,
    sumIf(people, step_reached >= step) as step_visitors,
    sumIf(people, step_reached >= 1) as first_visitors,
    sumIf(people, step_reached >= greatest(step - 1, 1)) as previous_visitors,
    sumIf(people, step_reached >= length(steps)) as through_visitors
from walks
array join arrayEnumerate(steps) as step
group by
    step,
    mark
order by step
