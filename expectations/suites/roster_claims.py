"""Stated numbers of subordinate units against the reference: 21 cities, 183 counties, 88 poverty counties."""

from __future__ import annotations

from expectations.rules import Invariant, Suite, between, filled

SUITE = Suite(
    name="roster_claims",
    title="Stated numbers of units · 文中所称政区数",
    invariants=(
        Invariant(
            "claims_agree_with_the_reference",
            "rpt_roster_reconciliation",
            "warning",
            "The text counts its units otherwise than the reference: a misprint, a misreading, or a change of units.",
            "select claims.roster_claim_id, claims.unit_code, units.unit_name, claims.level, claims.stated_count,"
            " claims.reference_count, facts.document_id, facts.quote"
            " from marts.rpt_roster_reconciliation as claims"
            " left join marts.fct_roster_claims as facts on facts.roster_claim_id = claims.roster_claim_id"
            " left join marts.dim_admin_units as units on units.unit_code = claims.unit_code"
            " where not claims.agrees",
        ),
        Invariant(
            "agreement_is_equality",
            "rpt_roster_reconciliation",
            "critical",
            "A wrong claim would pass for a right one.",
            "select claims.roster_claim_id, facts.stated_count as printed_count, claims.stated_count,"
            " claims.reference_count, claims.agrees, facts.quote from marts.rpt_roster_reconciliation as claims"
            " inner join marts.fct_roster_claims as facts on facts.roster_claim_id = claims.roster_claim_id"
            " where claims.stated_count is distinct from facts.stated_count or (claims.reference_count is not null"
            " and claims.agrees is distinct from (facts.stated_count = claims.reference_count))",
        ),
        Invariant(
            "every_claim_is_reconciled_once",
            "rpt_roster_reconciliation",
            "critical",
            "A claim that nobody compared is a claim that nobody checked.",
            "select facts.roster_claim_id, facts.document_id, facts.quote, count(claims.roster_claim_id) as comparisons"
            " from marts.fct_roster_claims as facts"
            " left join marts.rpt_roster_reconciliation as claims on claims.roster_claim_id = facts.roster_claim_id"
            " group by all having count(claims.roster_claim_id) <> 1",
        ),
    ),
    columns=(
        filled("fct_roster_claims", "stated_count", "A claim without its number."),
        between("fct_roster_claims", "stated_count", 1, 4000, "No unit has more subordinates; the number was misread."),
    ),
)
