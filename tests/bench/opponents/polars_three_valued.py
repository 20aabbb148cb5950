"""HN2301 1.0 under its default readings as Polars expressions, written by hand: a benchmark's opponent.

Frozen once reviewed: the package is measured against it, so it only changes with the protocol.
It shares nothing with the package. Missing values are Kleene's third value, which Polars' own `&`, `|` and `~` follow.
``three_valued`` says of each row the verdict and the status of the eight criteria; ``two_valued`` only whether each
is met, where missing counts as not met. A limit that is a product of recorded numbers is met within a billionth, so
that 1.8 is within 1.5 × 1.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import and_, or_

import polars as pl

VERDICTS = pl.Enum(["eligible", "ineligible", "undetermined", "contradictory"])
STATUSES = pl.Enum(["met", "not_met", "unknown"])

IMMUNOSUPPRESSANTS = (
    "cyclophosphamide",
    "methotrexate",
    "azathioprine",
    "mycophenolate_mofetil",
    "mycophenolic_acid",
    "leflunomide",
    "tacrolimus",
    "cyclosporine",
    "other_immunosuppressant",
)
TARGETED = ("belimumab", "rituximab", "eculizumab", "telitacicept", "anifrolumab", "other_targeted")
ANTIMALARIALS = ("hydroxychloroquine", "chloroquine", "other_antimalarial")
#: Corticosteroids with a prednisone equivalent: who takes one has a dose above nothing.
SYSTEMIC = (
    "prednisone",
    "prednisolone",
    "methylprednisolone",
    "triamcinolone",
    "hydrocortisone",
    "cortisone",
    "dexamethasone",
    "betamethasone",
    "deflazacort",
)
CORTICOSTEROIDS = (*SYSTEMIC, "budesonide")
#: Far below what anybody records, far above what floats lose.
SLACK = 1e-9

_DOSE = pl.col("prednisone_equivalent[mg/d]")
_AGE = pl.col("age[year]").floor()
_TOTAL, _CLINICAL = pl.col("sledai_2k[points]"), pl.col("sledai_2k_clinical[points]")


def _any(*parts: pl.Expr) -> pl.Expr:
    return reduce(or_, parts)


def _all(*parts: pl.Expr) -> pl.Expr:
    return reduce(and_, parts)


def _current(*drugs: str) -> pl.Expr:
    return _any(*(pl.col(f"current.{drug}") for drug in drugs))


def _within(value: str, limit: str, factor: float) -> pl.Expr:
    return pl.col(value) <= pl.col(limit) * factor + SLACK


def _age_and_diagnosis() -> pl.Expr:
    return _all(_AGE >= 18, _AGE <= 69, pl.col("eular_acr_2019"))


def _standard_treatment() -> pl.Expr:
    drugs = (*IMMUNOSUPPRESSANTS, *TARGETED, *ANTIMALARIALS, "nsaid", *CORTICOSTEROIDS)
    return _all(
        pl.col("sle_duration[month]") >= 6,
        pl.col("standard_treatment_duration[week]") >= 8,
        pl.col("dose_stable_duration[week]") >= 2,
        pl.col("disease_active") | pl.col("disease_relapsed"),
        _current(*drugs) | (_DOSE > 0),
    )


def _corticosteroids() -> pl.Expr:
    return ((_DOSE >= 7.5) | _current(*IMMUNOSUPPRESSANTS)) & (_DOSE <= 30)


def _immunosuppressants() -> pl.Expr:
    """At least two substances; mycophenolate mofetil and mycophenolic acid are one."""
    used = {drug: pl.col(f"used_adequately.{drug}") for drug in (*IMMUNOSUPPRESSANTS, "hydroxychloroquine")}
    used["mycophenolic_acid"] = used.pop("mycophenolate_mofetil") | used["mycophenolic_acid"]
    first, *others = used.values()
    one, two = first, pl.lit(value=False)
    for other in others:
        one, two = one | other, two | (one & other)
    return two


def _serology() -> pl.Expr:
    return _any(pl.col("ana_positive"), pl.col("anti_dsdna_positive"), pl.col("low_complement"))


def _disease_activity() -> pl.Expr:
    return (_TOTAL >= 6) & ((_TOTAL - _CLINICAL <= 0) | (_CLINICAL >= 4))


def _organ_function() -> pl.Expr:
    bilirubin = pl.col("total_bilirubin[mg/dL]")
    on_room_air = pl.when(pl.col("spo2_on_room_air")).then(statement=True)
    factor = pl.when(pl.col("sex") == "female").then(0.85).when(pl.col("sex") == "male").then(1.0)
    clearance = (140 - _AGE) * pl.col("weight[kg]") / (72 * pl.col("serum_creatinine[mg/dL]")) * factor
    return _all(
        pl.col("anc[10*9/L]") >= 1.5,
        pl.col("alc[10*9/L]") >= 0.8,
        pl.col("hemoglobin[g/L]") >= 80,
        pl.col("days_since_transfusion[day]").floor() > 7,
        pl.col("days_since_growth_factor[day]").floor() > 7,
        _within("inr[{INR}]", "inr_uln[{INR}]", 1.5) | _within("aptt[s]", "aptt_uln[s]", 1.5),
        pl.col("lvef[%]") >= 40,
        pl.col("dyspnea_grade[grade]") <= 1,
        (pl.col("spo2[%]") >= 92) & on_room_air,
        _within("alt[U/L]", "alt_uln[U/L]", 2.5),
        _within("ast[U/L]", "ast_uln[U/L]", 2.5),
        (bilirubin < 2.0) | (pl.col("gilbert_syndrome") & (bilirubin < 3.0)),
        clearance >= 50 - SLACK,
        ~pl.col("fluid_assistance"),
    )


def _pregnancy() -> pl.Expr:
    """Men, and women without childbearing potential, are asked neither."""
    neither = pl.when((pl.col("sex") == "male") | ~pl.col("childbearing_potential")).then(statement=False)
    return _all(
        ~pl.col("pregnant").fill_null(neither),
        ~pl.col("lactating").fill_null(neither),
        pl.col("contraception_willing"),
    )


def _contradictory() -> pl.Expr:
    expecting = pl.col("pregnant") | pl.col("lactating")
    immunologic = _TOTAL - _CLINICAL
    return _any(
        expecting & ((pl.col("sex") == "male") | ~pl.col("childbearing_potential")),
        _current(*SYSTEMIC) & (_DOSE <= 0),
        (immunologic != 0) & (immunologic != 2) & (immunologic != 4),
    )


def criteria() -> Mapping[str, pl.Expr]:
    """Of each criterion whether it is met: true, false, or null where that is not known."""
    return {
        "IN-1": _age_and_diagnosis(),
        "IN-2": _standard_treatment(),
        "IN-3": _corticosteroids(),
        "IN-4": _immunosuppressants(),
        "IN-5": _serology(),
        "IN-6": _disease_activity(),
        "IN-7": _organ_function(),
        "IN-8": _pregnancy(),
    }


def _coded(met: pl.Expr) -> pl.Expr:
    """0 where true, 1 where false, 2 where not known."""
    return (~met).cast(pl.UInt8).fill_null(2)


def three_valued(frame: pl.DataFrame) -> pl.DataFrame:
    """The verdict and the eight statuses."""
    met = criteria()
    met_all = _all(*map(pl.col, met))
    verdict = pl.when(pl.col("contradictory")).then(pl.lit(3, pl.UInt8)).otherwise(_coded(met_all))
    return (
        frame.lazy()
        .select(**met, contradictory=_contradictory())
        .select(verdict.cat.to(VERDICTS).alias("verdict"), *(_coded(pl.col(name)).cat.to(STATUSES) for name in met))
        .collect()
    )


def two_valued(frame: pl.DataFrame) -> pl.DataFrame:
    """Whether all criteria are met, and each: false where it is not known."""
    met = {name: expression.fill_null(value=False) for name, expression in criteria().items()}
    return frame.lazy().select(**met).select(_all(*map(pl.col, met)).alias("eligible"), *met).collect()


#: The columns that are asked.
USED = sorted({name for one in (*criteria().values(), _contradictory()) for name in one.meta.root_names()})
