-- Leads to which nothing was written for two minutes become one part, as a month of sessions does: reading the latest row of each
-- (FINAL) then has nothing to compare, which takes half of the time of a reading.
alter table lead_summaries
    modify setting min_age_to_force_merge_seconds = 120, min_age_to_force_merge_on_partition_only = 1;
