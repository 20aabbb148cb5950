"""What is drawn is what was declared: middles, spreads, shares, what goes together, and what never does."""

from __future__ import annotations

import numpy as np
import pytest

from hn2301_asp.cohort.synthetic.streams import happens, mixed, normal, uniform
from hn2301_asp.cohort.synthetic.writing import csv_lines, records, values
from hn2301_asp.source.sha256 import sha256
from tests.cohort_base import by_field, drawn, numbers

COUNT = 20_000


def test_a_normal_number_has_its_mean_and_spread_in_its_steps() -> None:
    found = numbers("draw: {a: {normal: [100, 15]}}", "a")
    assert len(found) == COUNT
    assert abs(found.mean() - 100) < 0.5
    assert abs(found.std() - 15) < 0.4
    assert np.allclose(found * 10, np.round(found * 10))
    assert len(set(found)) > 500


def test_a_lognormal_number_has_its_median_and_ratio() -> None:
    logs = np.log(numbers("draw: {c: {lognormal: [20, 2]}}", "c"))
    assert abs(np.exp(np.median(logs)) - 20) < 0.5
    assert abs(np.exp(logs.std()) - 2) < 0.04


def test_an_exponential_number_has_its_mean_which_is_its_spread() -> None:
    found = numbers("draw: {c: {exponential: 5}}", "c")
    assert abs(found.mean() - 5) < 0.15
    assert abs(found.std() - 5) < 0.3
    assert abs((found > 5).mean() - np.exp(-1)) < 0.015


def test_values_answers_and_words_have_their_shares() -> None:
    text = """
draw:
  n: {choice: {"1": 0.5, "4": 0, "7": 0.3, "2": 0.2}}
  size: {choice: {small: 0.7, big: 0.3}}
  f: 0.2
  g: 1
  h: 0
"""
    assert {value: round((numbers(text, "n") == value).mean(), 1) for value in (1, 4, 7, 2)} == {
        1: 0.5,
        4: 0.0,
        7: 0.3,
        2: 0.2,
    }
    cohort = by_field(drawn(text))
    assert abs((values(cohort["size"])[0] == "small").mean() - 0.7) < 0.015
    assert "middle" not in set(values(cohort["size"])[0])
    assert abs(values(cohort["f"])[0].mean() - 0.2) < 0.015
    assert values(cohort["g"])[0].all()
    assert not values(cohort["h"])[0].any()


def test_numbers_lie_within_what_is_plausible_or_was_declared() -> None:
    assert numbers("draw: {n: {normal: [9, 5]}}", "n").max() == 10
    found = numbers("draw: {a: {normal: [24, 20], within: [12, 30.05]}}", "a")
    assert (found.min(), found.max()) == (12, 30)
    in_dozens = numbers("draw: {a: {normal: [2, 0.5], unit: dozen, step: 0.5, within: [1, 4]}}", "a")
    assert set(in_dozens) <= {12, 18, 24, 30, 36, 42, 48}
    assert abs(in_dozens.mean() - 24) < 0.3


def test_numbers_may_be_large_and_far_apart() -> None:
    text = "draw: {many: {lognormal: [1000000, 10]}, f: [{if: {many: '> 50000000.01'}, yes: 1}, {yes: 0}]}"
    found = numbers(text, "many")
    assert found.max() > 2**31
    assert found.min() < 1000
    assert abs(np.log10(np.median(found)) - 6) < 0.05
    large = values(by_field(drawn(text))["f"])[0]
    assert (large == (found > 50000000.01)).all()
    written = [record["many[u]"] for record in records(drawn(text, 500))]
    assert [float(number) for number in written] == found[:500].tolist()


def test_a_unit_that_counts_from_another_zero_is_converted() -> None:
    found = numbers('draw: {heat: {normal: [98.6, 0.9], unit: "°F", step: 0.18}}', "heat")
    assert abs(found.mean() - 37) < 0.02
    assert abs(found.std() - 0.5) < 0.02


def test_grades_are_told_by_name() -> None:
    text = "draw: {nyha: {choice: {II: 0.75, III: 0.25}}, f: [{if: {nyha: III}, yes: 1}, {yes: 0}]}"
    cohort = by_field(drawn(text))
    grades, worse = values(cohort["nyha"])[0], values(cohort["f"])[0]
    assert set(grades) == {"II", "III"}
    assert ((grades == "III") == worse).all()
    assert abs(worse.mean() - 0.25) < 0.015


def test_what_shares_a_factor_goes_together_by_as_much_as_was_declared() -> None:
    text = """
factors: [x, y]
draw:
  a: {normal: [100, 10], with: {x: 0.8}}
  b: {normal: [100, 10], with: {x: -0.8}}
  e: {normal: [100, 10], with: {y: 0.8}}
  f: {yes: 0.5, with: {x: 0.8}}
  size: {choice: {small: 0.5, big: 0.5}, with: {x: -0.8}}
"""
    a, b, e = (numbers(text, field) for field in "abe")
    cohort = by_field(drawn(text))
    answers, sizes = values(cohort["f"])[0], values(cohort["size"])[0]
    assert abs(np.corrcoef(a, b)[0, 1] + 0.64) < 0.02
    assert abs(np.corrcoef(a, e)[0, 1]) < 0.02
    assert a[answers].mean() > a[~answers].mean() + 8
    assert a[sizes == "small"].mean() > a[sizes == "big"].mean() + 8
    assert abs(a.std() - 10) < 0.3  # What is shared takes nothing from the spread.


def test_the_first_part_whose_conditions_all_hold_counts() -> None:
    text = """
draw:
  f: 0.5
  a: {normal: [10, 3]}
  c:
    - {if: {f: yes, a: ">= 10"}, choice: {"1": 1}}
    - {if: {a: ">= 10"}, choice: {"2": 1}}
    - {if: {f: no}, absent: true}
    - {choice: {"3": 1}}
"""
    cohort = by_field(drawn(text))
    (f, _), (a, _), (c, known) = (values(cohort[name]) for name in ("f", "a", "c"))
    expected = np.where(a >= 10, np.where(f, 1, 2), np.where(f, 3, 0))
    assert (known == (expected > 0)).all()
    assert (c[known] == expected[known]).all()
    assert set(expected) == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("limit", "expected"),
    [("< 2", 0), ("<= 2", 1), ("> 2", 0), (">= 2", 1), ("= 2", 1), ("2", 1), ("2.05", 0), ("< 2.05", 1), ("> 1.95", 1)],
)
def test_a_limit_is_compared_exactly(limit: str, expected: int) -> None:
    text = f'draw: {{b: {{choice: {{"2": 1}}}}, f: [{{if: {{b: "{limit}"}}, yes: 1}}, {{yes: 0}}]}}'
    assert values(by_field(drawn(text, 10))["f"])[0].tolist() == [bool(expected)] * 10


def test_what_never_happened_compares_with_nothing_and_has_no_day() -> None:
    text = """
draw:
  screening_date: {between: [2024-01-01, 2024-12-31]}
  last: {never: 0.8, choice: {"5": 0.5, "50": 0.5}}
  f: [{if: {last: "<= 7"}, yes: 1}, {yes: 0}]
"""
    cohort = by_field(drawn(text))
    ever, (days, known), recently = values(cohort["ever"])[0], values(cohort["last"]), values(cohort["f"])[0]
    assert abs(ever.mean() - 0.2) < 0.015
    assert (known == ever).all()
    assert (recently == (known & (days == 5))).all()
    other = by_field(drawn('draw: {other: {never: 0.5, choice: {"5": 1}}}'))["other"]
    assert set(values(other)[0]) == {"never", "5"}


def test_nothing_exceeds_what_it_is_at_most_or_the_life_in_which_it_lies() -> None:
    text = """
draw:
  age: {choice: {"1": 0.3, "2": 0.3, "30": 0.4}}
  ill: {lognormal: [30, 3], within: [0, 700]}
  cure: {lognormal: [40, 3], step: 1}
  a: {normal: [10, 5]}
  b: {normal: [10, 5], at_most: a}
"""
    age, ill, cure, a, b = (numbers(text, field) for field in ("age", "ill", "cure", "a", "b"))
    assert (ill <= 12 * age).all()
    assert (ill == 12 * age).any()
    assert (cure * 7 <= 365 * age).all()
    assert (b <= a).all()
    assert 0.4 < (b < a).mean() < 0.6


def test_the_same_seed_gives_the_same_bytes_on_every_machine() -> None:
    """Whatever changes these digests changes every cohort that somebody has made."""
    text = """
factors: [x]
draw:
  screening_date: {between: [2024-01-01, 2025-12-31]}
  age: {normal: [40, 12], within: [18, 80], with: {x: 0.5}}
  ill: {lognormal: [60, 2.5], with: {x: 0.5}}
  a: {exponential: 30, with: {x: -0.7}}
  size: {choice: {small: 0.6, big: 0.4}}
  item: {one: 0.5, two: {yes: 0.3, with: {x: 0.9}}, also_two: 0.1}
  last: {never: 0.7, lognormal: [100, 3]}
missing: {x: {share: 0.1, together: [a, size]}, y: {share: 0.05, each: [item, last]}}
"""
    table = "".join(csv_lines(drawn(text, 5000, seed=7)))
    assert sha256(table.encode()).hexdigest() == "08e01f51fa3ce96c4266168c58241a14f581cface138d8c5888e17e34ee26953"
    assert (
        sha256(uniform(1, "a name", 4096).tobytes()).hexdigest()
        == "1b80b2cae36d2aa9166738ccf6660b6a8c28b6d60e8577c13bec3e973601fe67"
    )
    short = "".join(csv_lines(drawn(text, 500, seed=7)))
    assert table.startswith(short)
    assert "".join(csv_lines(drawn(text, 500, seed=8))) != short


def test_a_field_s_numbers_do_not_depend_on_what_is_declared_beside_it() -> None:
    assert (numbers("draw: {a: {normal: [9, 3]}}", "a") == numbers("draw: {f: 0.5, a: {normal: [9, 3]}}", "a")).all()


def test_draws_are_spread_evenly_and_streams_differ() -> None:
    one, other = uniform(3, "one", 100_000), uniform(3, "other", 100_000)
    assert abs(one.mean() / 65535 - 0.5) < 0.005
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.01
    assert abs(happens(3, "share", 0.125, 100_000).mean() - 0.125) < 0.004
    assert happens(3, "share", 1, 100).all()
    assert not happens(3, "share", 0, 100).any()
    places = normal(3, "one", 100_000) / 512
    assert abs(places.mean()) < 0.01
    assert abs(places.std() - 1) < 0.01
    assert abs((mixed(normal(3, "one", 100_000), [(normal(3, "other", 100_000), 0.6)]) / 512).std() - 1) < 0.01


def test_a_cohort_of_nobody_has_its_columns() -> None:
    cohort = drawn("draw: {a: {normal: [9, 3]}}", 0)
    assert "".join(csv_lines(cohort)).count("\n") == 1
    assert list(records(cohort)) == []
    with pytest.raises(ValueError, match="0 or more"):
        drawn("draw: {}", 5, seed=-1)
