"""Programmes: every unit that a work is expected from is accounted for, heard of or not."""

from __future__ import annotations

from expectations.rules import Invariant, Suite

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
with rosters as (
    select programme_id, substr(unit_code, 1, 2) || '0000' as province_code
    from reference.programme_rosters
    where unit_code like '__%00' and unit_code not like '%0000'
    group by all
    having count(*) > 1
)
select rosters.programme_id, cities.unit_code, cities.unit_name
from rosters
inner join marts.dim_admin_units as cities
    on cities.province_code = rosters.province_code and cities.level = 'prefecture' and cities.is_current
anti join reference.programme_rosters as rostered
    on rostered.programme_id = rosters.programme_id and rostered.unit_code = cities.unit_code
order by 1, 2"""

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
            "every_city_is_rostered",
            "dim_programmes",
            "critical",
            "A programme that a province's cities take part in expects a work of all of them, 21 in Sichuan.",
            _CITIES,
        ),
        Invariant(
            "no_unit_is_silent",
            _TABLE,
            "warning",
            "These units have not been heard of on the programme; the list silent_units.csv is for asking them.",
            SILENT_UNITS,
        ),
    ),
)
