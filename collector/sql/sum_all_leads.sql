-- What the leads come to whose row is not as their facts say, written anew. sites: only these; all if there is none.
insert into lead_summaries
select *
from lead_summing
where empty({sites:Array(String)}) or site in {sites:Array(String)}
except
select *
from lead_summaries final
where empty({sites:Array(String)}) or site in {sites:Array(String)}
settings insert_deduplicate = 0
