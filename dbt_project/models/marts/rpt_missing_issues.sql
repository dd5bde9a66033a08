with

issues as (

    select * from {{ ref('dim_issues') }}
    where issue_year is not null

),

numbered as (

    select * from issues
    where issue_no is not null and series is not null

),

-- An issue without a number may be one of the missing; without a masthead its series is not known either.
unnumbered as (

    select
        series,
        issue_year,
        count(*) as unnumbered_issues
    from issues
    where issue_no is null or series is null
    group by series, issue_year

),

known_years as (

    select
        series,
        issue_year,
        min(issue_no) as first_no,
        max(issue_no) as last_no
    from numbered
    group by series, issue_year

),

-- Running total minus number, as most issues of the year print it.
printed_offsets as (

    select
        series,
        issue_year,
        total_no - issue_no as total_minus_issue
    from numbered
    where total_no is not null
    group by series, issue_year, total_minus_issue
    qualify row_number() over (partition by series, issue_year order by count(*) desc, total_minus_issue) = 1

),

spans as (

    select
        series,
        min(issue_year) as first_year,
        max(issue_year) as last_year
    from numbered
    group by series

),

-- The same for every year: from the issues at hand, else from the reference.
offsets as (

    select
        coalesce(known_years.series, reference.series) as series,
        coalesce(known_years.issue_year, reference.issue_year) as issue_year,
        coalesce(printed_offsets.total_minus_issue, reference.total_minus_issue) as total_minus_issue
    from known_years
    left join printed_offsets
        on known_years.series = printed_offsets.series and known_years.issue_year = printed_offsets.issue_year
    full outer join {{ ref('issue_number_offsets') }} as reference
        on known_years.series = reference.series and known_years.issue_year = reference.issue_year

),

year_sizes as (

    select
        offsets.series,
        offsets.issue_year,
        offsets.total_minus_issue,
        next_year.total_minus_issue - offsets.total_minus_issue as issues_in_year
    from offsets
    inner join spans
        on offsets.series = spans.series and offsets.issue_year between spans.first_year and spans.last_year
    left join offsets as next_year
        on offsets.series = next_year.series and offsets.issue_year + 1 = next_year.issue_year

),

expected as (

    select
        year_sizes.series,
        year_sizes.issue_year,
        year_sizes.total_minus_issue,
        known_years.first_no,
        known_years.last_no,
        unnest(generate_series(1, greatest(known_years.last_no, year_sizes.issues_in_year))) as issue_no
    from year_sizes
    left join known_years
        on year_sizes.series = known_years.series and year_sizes.issue_year = known_years.issue_year

),

absent as (

    select expected.*
    from expected
    anti join numbered
        on expected.series = numbered.series
        and expected.issue_year = numbered.issue_year
        and expected.issue_no = numbered.issue_no

),

unnumbered_by_year as (

    select
        spans.series,
        unnumbered.issue_year,
        sum(unnumbered.unnumbered_issues)::bigint as unnumbered_issues
    from unnumbered
    inner join spans on coalesce(unnumbered.series, spans.series) = spans.series
    group by spans.series, unnumbered.issue_year

),

final as (

    select
        absent.series,
        absent.issue_year,
        absent.issue_no,
        absent.issue_no + absent.total_minus_issue as total_no,
        case
            when absent.issue_no between absent.first_no and absent.last_no then 'between_known'
            when absent.issue_no < absent.first_no then 'before_first_known'
            else 'year_total'
        end as reason,
        case
            when absent.issue_no between absent.first_no and absent.last_no
                then format('{}年第{}期 and 第{}期 are at hand', absent.issue_year, absent.first_no, absent.last_no)
            when absent.issue_no < absent.first_no
                then format('{}年第{}期 is at hand and numbers begin with 1', absent.issue_year, absent.first_no)
            else format('the next year''s running total follows the last number of {}', absent.issue_year)
        end as known_from,
        coalesce(unnumbered.unnumbered_issues, 0) as unnumbered_issues_at_hand
    from absent
    left join unnumbered_by_year as unnumbered
        on absent.series = unnumbered.series and absent.issue_year = unnumbered.issue_year

)

select * from final
order by series, issue_year, issue_no
