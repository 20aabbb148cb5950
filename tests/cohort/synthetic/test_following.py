"""What follows from what is drawn, and what is missing: nothing says one thing twice with different words."""

from __future__ import annotations

import datetime
from fractions import Fraction

import numpy as np

from hn2301_asp.cohort.synthetic.writing import records, values
from tests.cohort_base import by_field, drawn

STEROIDS = """
draw:
  takes:
    alpha: 0.5
    beta: [{if: {takes.alpha: yes}, yes: 0.2}, {yes: 0.5}]
    gamma: 0.1
    vague: 0.1
    delta: 0.5
  dose:
    alpha: {choice: {"5": 0.5, "7.5": 0.5}}
    beta: {lognormal: [4, 1.5], step: 4, within: [0, 40]}
    gamma: {choice: {"0.75": 0.5, "1.5": 0.5}}
"""
ITEMS = "draw: {item: {one: 0.5, two: 0.4, also_two: 0.3}}\n"
TIMES = """
draw:
  screening_date: {between: [2024-01-31, 2024-03-31]}
  consent: {before: screening_date, days: [0, 3]}
  age: {choice: {"20": 0.5, "40": 0.5}}
  ill: {choice: {"1": 0.5, "13": 0.5}}
  cure: {choice: {"2": 1}}
  last: {choice: {"0": 0.5, "10": 0.5}}
"""


def test_totals_are_the_points_of_the_items_that_hold() -> None:
    for record in records(drawn(ITEMS, 500)):
        one, two, also = (record[f"item.{item}"] for item in ("one", "two", "also_two"))
        assert record["total[points]"] == one + 2 * two + 2 * also
        assert record["part[points]"] == one + 2 * two


def test_a_list_names_the_items_where_the_form_has_no_column_for_them() -> None:
    items = {"item.one", "item.two", "item.also_two"}
    single = list(records(drawn(ITEMS, 300)))
    listed = list(records(drawn(ITEMS, 300, without=tuple(items))))
    assert all("item" not in record for record in single)
    for one, other in zip(single, listed, strict=True):
        assert other["item"] == [item.partition(".")[2] for item in sorted(items, key=list(one).index) if one[item]]
        assert not items & other.keys()
    assert {len(record["item"]) for record in listed} == {0, 1, 2, 3}


def test_doses_are_of_who_takes_the_drug_and_add_up_exactly() -> None:
    """By hand: 5 mg alpha equal 4 mg beta and 0.75 mg gamma; what vague is equal to, nobody says as one number."""
    seen = set()
    for record in records(drawn(STEROIDS, 2000)):
        takes = {drug for drug in ("alpha", "beta", "gamma", "vague") if record[f"takes.{drug}"]}
        doses = {drug: record.get(f"dose.{drug}[mg/d]") for drug in takes}
        assert not any(f"dose.{drug}[mg/d]" in record for drug in ("alpha", "beta", "gamma") if drug not in takes)
        seen.add(frozenset(takes))
        if "vague" in takes:
            assert "steroid[mg/d]" not in record
            continue
        assert all(dose is not None and dose > 0 for dose in doses.values())
        amounts = {drug: Fraction(dose or 0) for drug, dose in doses.items()}
        total = amounts.get("alpha", 0) + amounts.get("beta", 0) * 5 / 4 + amounts.get("gamma", 0) * 20 / 3
        assert Fraction(record["steroid[mg/d]"]) == total
    assert len(seen) > 10


def test_where_one_dose_is_missing_all_are_and_the_sum_stays() -> None:
    text = STEROIDS + "missing: {x: {share: 0.5, each: [dose.alpha]}}\n"
    some = False
    for record in records(drawn(text, 500)):
        doses = {field for field in record if field.startswith("dose.")}
        if record["takes.alpha"] and "dose.alpha[mg/d]" not in record:
            some = True
            assert not doses
            assert "steroid[mg/d]" in record or record["takes.vague"]
    assert some


def _back(day: datetime.date, months: int) -> datetime.date:
    """So many months earlier, by hand: the last day where the month is shorter."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return datetime.date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


def test_a_date_lies_as_long_ago_as_the_time_that_began_then() -> None:
    numbers = list(records(drawn(TIMES, 2000)))
    dates = list(records(drawn(TIMES, 2000, without=("age", "ill", "cure", "last", "ever"))))
    later = set()
    for number, date in zip(numbers, dates, strict=True):
        assert not {"born", "ill_since", "cure_since", "last_on"} & number.keys()
        days = {k: datetime.date.fromisoformat(v) for k, v in date.items() if isinstance(v, str) and k != "patient_id"}
        screened = days["screening_date"]
        assert datetime.date(2024, 1, 31) <= screened <= datetime.date(2024, 3, 31)
        assert 0 <= (screened - days["consent"]).days <= 3
        assert (screened - days["last_on"]).days == number["last[day]"]
        assert 14 <= (screened - days["cure_since"]).days < 21
        assert 0 <= (_back(screened, number["ill[month]"]) - days["ill_since"]).days < 28
        assert 0 <= (_back(screened, 12 * number["age[year]"]) - days["born"]).days < 365
        later.add((_back(screened, number["ill[month]"]) - days["ill_since"]).days)
    assert later == set(range(28))


def test_without_a_screening_date_no_date_is_told() -> None:
    text = TIMES.replace(
        "  screening_date: {between: [2024-01-31, 2024-03-31]}\n  consent: {before: screening_date, days: [0, 3]}\n", ""
    )
    cohort = by_field(drawn(text, 50, without=("age", "ill", "cure", "last", "ever")))
    assert not any(cohort[field].known.any() for field in ("born", "ill_since", "cure_since", "last_on"))


def test_missing_fields_have_their_shares_together_or_each_on_its_own() -> None:
    text = """
draw: {a: {normal: [9, 1]}, b: {normal: [9, 1]}, c: {normal: [9, 1]}, e: {normal: [9, 1]}, f: 0.5, g: 0.5}
missing:
  lab: {share: 0.2, together: [a, b]}
  odd: {share: 0.1, each: [c, e, a]}
"""
    known = {field: column.known for field, column in by_field(drawn(text)).items()}
    assert abs((~known["b"]).mean() - 0.2) < 0.01
    assert abs((~known["a"]).mean() - (1 - 0.8 * 0.9)) < 0.01
    assert not (known["a"] & ~known["b"]).any()
    assert abs((~known["c"]).mean() - 0.1) < 0.01
    assert abs((~known["c"] & ~known["e"]).mean() - 0.01) < 0.004
    assert known["f"].all()


def test_a_missing_family_time_or_score_is_missing_in_every_way_of_saying_it() -> None:
    text = ITEMS.replace(
        "draw: {", 'draw: {last: {never: 0.5, choice: {"5": 1}}, screening_date: {between: [2024-01-01, 2024-01-02]}, '
    )
    groups = ("{share: 0.3, together: [item, last]}", "{share: 0.2, each: [total]}", "{share: 0.1, each: [item.one]}")
    text += "missing:\n" + "".join(f"  group_{number}: {group}\n" for number, group in enumerate(groups))
    wide = {field: column.known for field, column in by_field(drawn(text)).items()}
    gone = ~wide["item.two"]
    assert abs(gone.mean() - 0.3) < 0.01
    assert (wide["item.also_two"] == ~gone).all()
    assert not (wide["item.one"] & gone).any()
    assert (wide["ever"] == ~gone).all()
    assert (wide["part"] == ~gone).all()
    assert not (wide["total"] & gone).any()
    assert abs((~wide["total"]).mean() - (1 - 0.7 * 0.8)) < 0.01
    short = {
        field: column.known
        for field, column in by_field(drawn(text, without=("item.one", "item.two", "item.also_two", "last"))).items()
    }
    # A list that leaves one item open cannot be written: it is missing.
    assert (short["item"] == wide["item.one"]).all()
    assert not (short["last_on"] & gone).any()
    assert (short["last_on"] == wide["last"]).all()


def test_columns_hold_numbers_truth_values_days_and_texts() -> None:
    cohort = by_field(drawn(ITEMS + "", 20))
    assert values(cohort["item.one"])[0].dtype == np.bool_
    assert values(cohort["total"])[0].dtype == np.int64
    times = by_field(drawn(TIMES, 20))
    assert values(times["screening_date"])[0].dtype == np.dtype("datetime64[D]")
    assert values(times["patient_id"])[0][0] == "SYNTH-000001"
    assert values(times["a"])[0].dtype == np.float64  # It is not declared, and its column stays empty.
    assert not times["a"].known.any()
