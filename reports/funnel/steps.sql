-- How many visitors went through the steps in their order, each within the time limit from the first. A step is what an
-- event is marked with: page:<path>, event:<name>, magnet:<name> (its form sent or its file downloaded) or form:<name>;
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
    (mark, step) ->
        mark = step or (endsWith(step, '*') and startsWith(mark, substring(step, 1, length(step) - 1))) as is_marked,
    step -> (name = 'pageview' and is_marked(concat('page:', path), step))
        or is_marked(concat('event:', name), step)
        or (name in ('form_submit', 'download') and is_marked(concat('magnet:', magnet), step))
        or (name = 'form_submit' and is_marked(concat('form:', form), step)) as is_step,
-- The steps that an event takes, as bits: the lowest is the first.
taken as
(
    select
        visitor_id,
        toInt64(toUnixTimestamp64Milli(ts)) as moment,
        id,
        -- Step by step, and not in a loop over them: so each is looked for once in the few different marks there are.
        is_step({step1:String})
            + 2 * is_step({step2:String})
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
-- Most visitors take the first step and no other: they need no walking through.
movers as
(
    select visitor_id
    from taken
    where fits > 1
),
walked as
(
    select arraySort(groupArrayIf((moment, id, fits), visitor_id in (select visitor_id from movers))) as moments
    from taken
    where fits > 0
    group by visitor_id
),
-- For every step: when the latest walk began that has come as far, -1 if none has; and the farthest step of all. An event
-- takes one step at most, for what it adds to is how things stood before it.
reached as
(
    select if(empty(moments), 1, arrayFold(
        (so_far, event) -> (
            arrayMap(
                (step, fit) -> multiIf(
                    fit and step = 1, event.1,
                    fit and so_far.1[step - 1] >= 0 and event.1 - so_far.1[step - 1] <= {within:Int64} * 1000,
                        greatest(so_far.1[step - 1], if({order:String} = 'strict', toInt64(-1), so_far.1[step])),
                    {order:String} = 'strict', toInt64(-1),
                    so_far.1[step]
                ),
                arrayEnumerate(steps),
                arrayMap(step -> bitTest(event.3, step - 1), arrayEnumerate(steps))
            ),
            greatest(
                so_far.2,
                toUInt8(arrayMax(arrayMap(
                    (step, fit) -> if(
                        fit and (
                            step = 1
                            or (so_far.1[step - 1] >= 0 and event.1 - so_far.1[step - 1] <= {within:Int64} * 1000)
                        ),
                        step,
                        0
                    ),
                    arrayEnumerate(steps),
                    arrayMap(step -> bitTest(event.3, step - 1), arrayEnumerate(steps))
                )))
            )
        ),
        moments,
        (arrayMap(step -> toInt64(-1), steps), toUInt8(0))
    ).2) as step_reached
    from walked
    union all
    -- Nobody, so that each step has its row.
    select toUInt8(0) as step_reached
)
select
    step,
    steps[step] as mark,
    countIf(step_reached >= step) as step_visitors,
    countIf(step_reached >= 1) as first_visitors,
    countIf(step_reached >= greatest(step - 1, 1)) as previous_visitors,
    countIf(step_reached >= length(steps)) as through_visitors
from reached
array join arrayEnumerate(steps) as step
group by
    step,
    mark
order by step
