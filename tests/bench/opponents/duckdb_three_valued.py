"""HN2301 1.0 under its default readings as one SQL statement for DuckDB, written by hand: a benchmark's opponent.

Frozen once reviewed: the package is measured against it, so it only changes with the protocol.
It shares nothing with the package. Missing values are SQL's null, which AND, OR and NOT carry as Kleene does.
``three_valued`` says of each row the verdict and the status of the eight criteria; ``two_valued`` only whether each
is met, where missing counts as not met. A limit that is a product of recorded numbers is met within a billionth, so
that 1.8 is within 1.5 × 1.2.
"""

from __future__ import annotations

import duckdb
import polars as pl
import pyarrow as pa

#: Of each criterion whether it is met.
CRITERIA = """
SELECT
  floor("age[year]") >= 18 AND floor("age[year]") <= 69 AND eular_acr_2019 AS "IN-1",

  "sle_duration[month]" >= 6
    AND "standard_treatment_duration[week]" >= 8
    AND "dose_stable_duration[week]" >= 2
    AND (disease_active OR disease_relapsed)
    AND ("current.cyclophosphamide" OR "current.methotrexate" OR "current.azathioprine"
      OR "current.mycophenolate_mofetil" OR "current.mycophenolic_acid" OR "current.leflunomide"
      OR "current.tacrolimus" OR "current.cyclosporine" OR "current.other_immunosuppressant"
      OR "current.belimumab" OR "current.rituximab" OR "current.eculizumab" OR "current.telitacicept"
      OR "current.anifrolumab" OR "current.other_targeted"
      OR "current.hydroxychloroquine" OR "current.chloroquine" OR "current.other_antimalarial"
      OR "current.nsaid"
      OR "current.prednisone" OR "current.prednisolone" OR "current.methylprednisolone"
      OR "current.triamcinolone" OR "current.hydrocortisone" OR "current.cortisone"
      OR "current.dexamethasone" OR "current.betamethasone" OR "current.deflazacort" OR "current.budesonide"
      OR "prednisone_equivalent[mg/d]" > 0) AS "IN-2",

  ("prednisone_equivalent[mg/d]" >= 7.5
      OR "current.cyclophosphamide" OR "current.methotrexate" OR "current.azathioprine"
      OR "current.mycophenolate_mofetil" OR "current.mycophenolic_acid" OR "current.leflunomide"
      OR "current.tacrolimus" OR "current.cyclosporine" OR "current.other_immunosuppressant")
    AND "prednisone_equivalent[mg/d]" <= 30 AS "IN-3",

  CASE
    WHEN coalesce("used_adequately.cyclophosphamide"::TINYINT, 0)
       + coalesce("used_adequately.methotrexate"::TINYINT, 0)
       + coalesce("used_adequately.azathioprine"::TINYINT, 0)
       + coalesce(("used_adequately.mycophenolate_mofetil" OR "used_adequately.mycophenolic_acid")::TINYINT, 0)
       + coalesce("used_adequately.leflunomide"::TINYINT, 0)
       + coalesce("used_adequately.tacrolimus"::TINYINT, 0)
       + coalesce("used_adequately.cyclosporine"::TINYINT, 0)
       + coalesce("used_adequately.other_immunosuppressant"::TINYINT, 0)
       + coalesce("used_adequately.hydroxychloroquine"::TINYINT, 0) >= 2 THEN true
    WHEN coalesce("used_adequately.cyclophosphamide"::TINYINT, 1)
       + coalesce("used_adequately.methotrexate"::TINYINT, 1)
       + coalesce("used_adequately.azathioprine"::TINYINT, 1)
       + coalesce(("used_adequately.mycophenolate_mofetil" OR "used_adequately.mycophenolic_acid")::TINYINT, 1)
       + coalesce("used_adequately.leflunomide"::TINYINT, 1)
       + coalesce("used_adequately.tacrolimus"::TINYINT, 1)
       + coalesce("used_adequately.cyclosporine"::TINYINT, 1)
       + coalesce("used_adequately.other_immunosuppressant"::TINYINT, 1)
       + coalesce("used_adequately.hydroxychloroquine"::TINYINT, 1) < 2 THEN false
  END AS "IN-4",

  ana_positive OR anti_dsdna_positive OR low_complement AS "IN-5",

  "sledai_2k[points]" >= 6
    AND ("sledai_2k[points]" - "sledai_2k_clinical[points]" <= 0 OR "sledai_2k_clinical[points]" >= 4) AS "IN-6",

  "anc[10*9/L]" >= 1.5
    AND "alc[10*9/L]" >= 0.8
    AND "hemoglobin[g/L]" >= 80
    AND floor("days_since_transfusion[day]") > 7
    AND floor("days_since_growth_factor[day]") > 7
    AND ("inr[{INR}]" <= "inr_uln[{INR}]" * 1.5 + 1e-9 OR "aptt[s]" <= "aptt_uln[s]" * 1.5 + 1e-9)
    AND "lvef[%]" >= 40
    AND "dyspnea_grade[grade]" <= 1
    AND "spo2[%]" >= 92 AND (spo2_on_room_air OR NULL)
    AND "alt[U/L]" <= "alt_uln[U/L]" * 2.5 + 1e-9
    AND "ast[U/L]" <= "ast_uln[U/L]" * 2.5 + 1e-9
    AND ("total_bilirubin[mg/dL]" < 2 OR (gilbert_syndrome AND "total_bilirubin[mg/dL]" < 3))
    AND (140 - floor("age[year]")) * "weight[kg]" / (72 * "serum_creatinine[mg/dL]")
      * CASE sex WHEN 'female' THEN 0.85 WHEN 'male' THEN 1 END >= 50 - 1e-9
    AND NOT fluid_assistance AS "IN-7",

  NOT coalesce(pregnant, CASE WHEN sex = 'male' OR NOT childbearing_potential THEN false END)
    AND NOT coalesce(lactating, CASE WHEN sex = 'male' OR NOT childbearing_potential THEN false END)
    AND contraception_willing AS "IN-8",

  ((pregnant OR lactating) AND (sex = 'male' OR NOT childbearing_potential))
    OR (("current.prednisone" OR "current.prednisolone" OR "current.methylprednisolone"
        OR "current.triamcinolone" OR "current.hydrocortisone" OR "current.cortisone"
        OR "current.dexamethasone" OR "current.betamethasone" OR "current.deflazacort")
      AND "prednisone_equivalent[mg/d]" <= 0)
    OR "sledai_2k[points]" - "sledai_2k_clinical[points]" NOT IN (0, 2, 4) AS contradictory
FROM patients
"""

_NAMES = [f"IN-{number}" for number in range(1, 9)]
_ALL = " AND ".join(f'"{name}"' for name in _NAMES)

_STATUSES = ", ".join(
    f"""CASE WHEN "{name}" THEN 'met'::status WHEN NOT "{name}" THEN 'not_met'::status
    ELSE 'unknown'::status END AS "{name}\""""
    for name in _NAMES
)
THREE_VALUED = f"""
WITH judged AS ({CRITERIA})
SELECT
  CASE WHEN contradictory THEN 'contradictory'::verdict
    WHEN {_ALL} THEN 'eligible'::verdict
    WHEN NOT ({_ALL}) THEN 'ineligible'::verdict
    ELSE 'undetermined'::verdict END AS verdict,
  {_STATUSES}
FROM judged
"""

_BOOLEANS = ", ".join(f'coalesce("{name}", false) AS "{name}"' for name in _NAMES)
TWO_VALUED = f"""
WITH judged AS ({CRITERIA})
SELECT coalesce({_ALL}, false) AS eligible, {_BOOLEANS}
FROM judged
"""


def connected(frame: pl.DataFrame) -> duckdb.DuckDBPyConnection:
    """A database in memory that holds the table as its own."""
    database = duckdb.connect()
    database.execute("CREATE TYPE verdict AS ENUM ('eligible', 'ineligible', 'undetermined', 'contradictory')")
    database.execute("CREATE TYPE status AS ENUM ('met', 'not_met', 'unknown')")
    database.register("given", frame.to_arrow())
    database.execute("CREATE TABLE patients AS SELECT * FROM given")
    database.unregister("given")
    return database


def three_valued(database: duckdb.DuckDBPyConnection) -> pa.Table:
    """The verdict and the eight statuses."""
    return database.sql(THREE_VALUED).to_arrow_table()


def two_valued(database: duckdb.DuckDBPyConnection) -> pa.Table:
    """Whether all criteria are met, and each: false where it is not known."""
    return database.sql(TWO_VALUED).to_arrow_table()
