"""Programmes: every unit that a work is expected from is accounted for, heard of or not."""

from __future__ import annotations

from expectations.rules import Invariant, Suite, between, filled, one_of, unique
from expectations.vocabularies import STAGES

_TABLE = "rpt_programme_accounting"

SILENT_UNITS = """
select
    accounting.programme_id,
    programmes.name as programme_name,
    units.prefecture_code,
    accounting.unit_code,
    units.unit_name,
    units.level,
    programmes.deadline
from marts.rpt_programme_accounting as accounting
inner join marts.dim_programmes as programmes on programmes.programme_id = accounting.programme_id
left join marts.dim_admin_units as units on units.unit_code = accounting.unit_code
where not accounting.accounted_for
order by accounting.programme_id, accounting.unit_code"""

_CITIES = """
with expected as (
    select programme_id, substr(unit_code, 1, 2) || '0000' as province_code, count(*) as rostered_cities
    from reference.programme_rosters
    where unit_code like '__%00' and unit_code not like '%0000'
    group by all
    having count(*) > 1
),
cities as (
    select province_code, count(*) as cities
    from marts.dim_admin_units where level = 'prefecture' and is_current group by province_code
),
accounted as (
    select programme_id, units.province_code, count(distinct accounting.unit_code) as accounted_cities
    from marts.rpt_programme_accounting as accounting
    inner join marts.dim_admin_units as units on units.unit_code = accounting.unit_code
    where units.level = 'prefecture' group by all
)
select expected.*, cities.cities, coalesce(accounted.accounted_cities, 0) as accounted_cities
from expected
left join cities using (province_code)
left join accounted using (programme_id, province_code)
where expected.rostered_cities is distinct from cities.cities
    or coalesce(accounted.accounted_cities, 0) is distinct from cities.cities"""

SUITE = Suite(
    name="programmes",
    title="Programmes and their rosters · 编纂工程及应编单位",
    invariants=(
        Invariant(
            "every_rostered_unit_has_one_row",
            _TABLE,
            "critical",
            "A unit missing from the account is forgotten; one that stands there twice is counted double.",
            "with rostered as (select distinct programme_id, unit_code from reference.programme_rosters),"
            " accounted as (select programme_id, unit_code, count(*) as accounting_rows"
            " from marts.rpt_programme_accounting group by all)"
            " select coalesce(rostered.programme_id, accounted.programme_id) as programme_id,"
            " coalesce(rostered.unit_code, accounted.unit_code) as unit_code,"
            " coalesce(accounting_rows, 0) as accounting_rows, rostered.unit_code is not null as is_rostered"
            " from rostered full join accounted"
            " on rostered.programme_id = accounted.programme_id and rostered.unit_code = accounted.unit_code"
            " where rostered.unit_code is null or accounting_rows is distinct from 1 order by 1, 2",
        ),
        Invariant(
            "every_city_is_accounted_for",
            _TABLE,
            "critical",
            "A programme that all 21 cities take part in must show all 21.",
            _CITIES,
        ),
        Invariant(
            "a_complete_roster_has_the_stated_size",
            "dim_programmes",
            "critical",
            "A roster shorter than the programme states leaves units out that owe a work.",
            "select programmes.programme_id, programmes.stated_units, count(rosters.unit_code) as rostered_units"
            " from reference.programmes as programmes"
            " left join reference.programme_rosters as rosters on rosters.programme_id = programmes.programme_id"
            " where programmes.roster_is_complete group by all"
            " having count(rosters.unit_code) <> programmes.stated_units",
        ),
        Invariant(
            "no_unit_is_silent",
            _TABLE,
            "warning",
            "These units have not been heard of on the programme; the list silent_units.csv is for asking them.",
            SILENT_UNITS,
        ),
        Invariant(
            "accounted_for_means_evidence",
            _TABLE,
            "critical",
            "A unit called accounted for without evidence will not be asked.",
            "select programme_id, unit_code, accounted_for, evidence_count from marts.rpt_programme_accounting"
            " where accounted_for is distinct from (coalesce(evidence_count, 0) > 0)",
        ),
    ),
    columns=(
        unique("dim_programmes", ["programme_id"], "Joins over an id that occurs twice multiply rows."),
        filled(_TABLE, "accounted_for", "Neither heard of nor silent."),
        filled(_TABLE, "unit_code", "A row that accounts for nobody."),
        between(_TABLE, "evidence_count", 0, None, "Evidence is counted."),
        one_of(_TABLE, "latest_stage", STAGES, "Progress is told by stage."),
    ),
)
