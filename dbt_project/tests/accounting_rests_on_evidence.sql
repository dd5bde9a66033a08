with

accounting as (

    select * from {{ ref('rpt_programme_accounting') }}

),

evidence as (

    select
        programme_id,
        unit_code,
        count(*) as evidence_count
    from {{ ref('fct_programme_evidence') }}
    group by programme_id, unit_code

)

select
    accounting.programme_id,
    accounting.unit_code,
    accounting.accounted_for,
    accounting.evidence_count as stated_evidence,
    coalesce(evidence.evidence_count, 0) as found_evidence
from accounting
left join evidence
    on accounting.programme_id = evidence.programme_id and accounting.unit_code = evidence.unit_code
where
    accounting.evidence_count is distinct from coalesce(evidence.evidence_count, 0)
    or accounting.accounted_for is distinct from (coalesce(evidence.evidence_count, 0) > 0)
    or (accounting.latest_stage is not null and not accounting.accounted_for)
