-- How many visitors went through the steps in their order, each within the time limit from the first. A step is what an
-- event is marked with: page:<path>, event:<name>, magnet:<name> (its form sent or its file downloaded) or form:<name>;
-- with * at the end, all that begin so. In strict order no other of the steps may come between; in open order anything may.
-- Grain: one row per step.
with asked as
(
    select arrayFilter(
        step -> step != '',
        [
            {step1:String},
            {step2:String},
            {step3:String},
            {step4:String},
            {step5:String},
            {step6:String},
            {step7:String},
            {step8:String}
        ]
    ) as steps
),
marked as
(
    select
        visitor_id,
        toInt64(toUnixTimestamp64Milli(ts)) as moment,
        id,
        [
            if(name = 'pageview', concat('page:', path), ''),
            concat('event:', name),
            if(name in ('form_submit', 'download'), concat('magnet:', magnet), ''),
            if(name = 'form_submit', concat('form:', form), '')
        ] as marks
    from events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
),
taken as
(
    select
        visitor_id,
        moment,
        id,
        length(steps) as wanted,
        arrayMap(
            step -> has(marks, step)
                or (
                    endsWith(step, '*')
                    and arrayExists(mark -> startsWith(mark, substring(step, 1, length(step) - 1)), marks)
                ),
            steps
        ) as fits
    from marked
    cross join asked
    where has(fits, 1)
),
walked as
(
    select
        visitor_id,
        any(wanted) as wanted,
        arraySort(groupArray((moment, id, fits))) as moments
    from taken
    group by visitor_id
),
-- For every step: when the latest walk began that has come as far, -1 if none has; and the farthest step of all. An event
-- takes one step at most, for what it adds to is how things stood before it.
reached as
(
    select arrayFold(
        (so_far, event) -> (
            arrayMap(
                (step, fit) -> multiIf(
                    fit and step = 1, event.1,
                    fit and so_far.1[step - 1] >= 0 and event.1 - so_far.1[step - 1] <= {within:Int64} * 1000,
                        greatest(so_far.1[step - 1], if({order:String} = 'strict', toInt64(-1), so_far.1[step])),
                    {order:String} = 'strict', toInt64(-1),
                    so_far.1[step]
                ),
                arrayEnumerate(event.3),
                event.3
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
                    arrayEnumerate(event.3),
                    event.3
                )))
            )
        ),
        moments,
        (arrayMap(step -> toInt64(-1), range(wanted)), toUInt8(0))
    ).2 as step_reached
    from walked
)
select
    step,
    steps[step] as mark,
    countIf(step_reached >= step) as step_visitors,
    countIf(step_reached >= 1) as first_visitors,
    countIf(step_reached >= greatest(step - 1, 1)) as previous_visitors
from reached
cross join asked
array join arrayEnumerate(steps) as step
group by
    step,
    mark
order by step
