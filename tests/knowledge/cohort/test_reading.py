"""How synthetic patients are drawn: what is wrong with a declaration is told where it stands."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.cohort.model import Condition, Missing, Part
from hn2301_asp.knowledge.cohort.reading import read_cohort
from hn2301_asp.knowledge.files import COHORT, KnowledgeBaseFiles
from hn2301_asp.source.diagnostics import InputError
from tests.cohort_base import declared, vocabulary


def test_without_the_file_nothing_is_declared() -> None:
    assert read_cohort({}, vocabulary()) is None


def test_what_is_declared_is_read_exactly_and_in_the_canonical_unit() -> None:
    model = declared(
        """
factors: [x, y]
draw:
  size: {choice: {small: 0.3, big: 0.7}}
  a:
    - {if: {size: small}, normal: [2, 0.5], unit: dozen, step: 0.5, within: [1, 4], with: {x: 0.6, y: -0.8}}
    - {choice: {"1.25": 0.5, "2": 0.5}}
  f: 0.25
  b: {exponential: 3, at_most: a}
  last: {never: 0.9, lognormal: [30, 2]}
  nyha: {choice: {I: 0.75, III: 0.25}}
  g: [{if: {a: "<= 12.5", f: yes, nyha: III}, yes: 1}, {absent: true}]
missing:
  lab: {share: 0.125, together: [a, b]}
  odd: {share: 0.5, each: [f]}
"""
    )
    half = Fraction(1, 2)
    assert model.factors == ("x", "y")
    assert list(model.drawn) == ["size", "a", "f", "b", "last", "nyha", "g"]
    assert model.drawn["size"].words == ("small", "middle", "big")
    first, second = model.drawn["a"].parts
    assert first == Part(
        "normal",
        (Condition("size", "=", Fraction(0)),),
        (Fraction(24), Fraction(6)),
        within=(Fraction(12), Fraction(48)),
        step=Fraction(6),
        factors=(("x", Fraction(3, 5)), ("y", Fraction(-4, 5))),
    )
    assert (second.numbers, second.shares) == ((Fraction(5, 4), Fraction(2)), (half, half))
    assert model.drawn["a"].decimals == 2
    assert model.drawn["f"].parts[0].shares == (Fraction(1, 4),)
    assert model.drawn["b"].parts[0].at_most == "a"
    assert model.drawn["last"].parts[0].never == Fraction(9, 10)
    assert model.drawn["nyha"].parts[0].numbers == (0, 2)
    assert [c.number for c in model.drawn["g"].parts[0].conditions] == [Fraction(25, 2), 1, 2]
    assert model.missing == (Missing("lab", Fraction(1, 8), ("a", "b"), True), Missing("odd", half, ("f",), False))


#: A declaration, the words under the caret (the line where none), the message, and the help.
WRONG = {
    "an unknown section": ("drawn: {}", "drawn", "`drawn` is not known here", "did you mean `draw`?"),
    "an unknown field": ("draw: {agee: 0.5}", "agee", "`agee` is no field of a record", "did you mean `age`?"),
    "an unknown item": (
        "draw: {takes: {alpa: 0.5}}",
        "alpa",
        "`alpa` is no item of `takes`",
        "did you mean `alpha`?",
    ),
    "a family that is no mapping": ("draw: {takes: 0.5}", "takes", "`takes` must be a mapping of its items", None),
    "an id": (
        "draw: {patient_id: 1}",
        "patient_id",
        "`patient_id` cannot be drawn: it is given to every synthetic patient",
        None,
    ),
    "whether it ever was": (
        "draw: {ever: 0.5}",
        "ever",
        "`ever` cannot be drawn: it is a record's ever, which follows or is not drawn",
        None,
    ),
    "no distribution": (
        "draw: {a: {step: 1}}",
        "a",
        "`a` must say how it is drawn: `normal`, `lognormal`, `exponential`, `choice`, `absent`",
        None,
    ),
    "a number alone": (
        "draw: {a: 5}",
        "a",
        "`a` must say how it is drawn: `normal`, `lognormal`, `exponential`, `choice`, `absent`",
        None,
    ),
    "an unknown distribution": (
        "draw: {a: {norml: [1, 2]}}",
        "norml",
        "`norml` is not known here",
        "did you mean `normal`?",
    ),
    "a probability above 1": ("draw: {f: 1.2}", "f", "`yes` is 1.2: a probability lies between 0 and 1", None),
    "a probability below 0": (
        "draw: {size: {choice: {small: -0.5, big: 1.5}}}",
        "small",
        "the probability of `small` is -0.5: a probability lies between 0 and 1",
        None,
    ),
    "a probability that is no number": ("draw: {f: {yes: often}}", "yes", "`yes` must be a number, not `often`", None),
    "probabilities that do not add up": (
        'draw: {n: {choice: {"1": 0.5, "2": 0.4}}}',
        "choice",
        "the probabilities add up to 0.9, and not to 1",
        None,
    ),
    "a value that is not possible": (
        'draw: {n: {choice: {"1": 0.5, "11": 0.5}}}',
        "11",
        "11 u is not possible: nn is 0 to 10 u",
        None,
    ),
    "a mean that is not possible": (
        "draw: {a: {normal: [2000, 1]}}",
        "normal",
        "2000 u is not possible: aa is -100 to 1000 u",
        None,
    ),
    "a mean that is not possible in its unit": (
        "draw: {heat: {normal: [37, 1], unit: °F}}",
        "normal",
        "about 2.78 °C is not possible: temperature is 20 to 45 °C",
        None,
    ),
    "a range beyond what is possible": (
        "draw: {a: {normal: [1, 1], within: [0, 1001]}}",
        "within",
        "1001 u is not possible: aa is -100 to 1000 u",
        None,
    ),
    "a range upside down": (
        "draw: {a: {normal: [1, 1], within: [2, 1]}}",
        "within",
        "`within` names the smaller number first",
        None,
    ),
    "a negative spread": (
        "draw: {a: {normal: [1, -1]}}",
        "normal",
        "the standard deviation cannot be below 0",
        None,
    ),
    "a lognormal ratio below 1": (
        "draw: {a: {lognormal: [1, 0.5]}}",
        "lognormal",
        "the median must be above 0, and the ratio of one standard deviation 1 or more",
        None,
    ),
    "an exponential mean of nothing": ("draw: {a: {exponential: 0}}", "exponential", "the mean must be above 0", None),
    "one number for two": ("draw: {a: {normal: 5}}", "normal", "`normal` must be a list of two numbers", None),
    "an unknown unit": (
        "draw: {a: {normal: [1, 1], unit: gross}}",
        "unit",
        "`gross` is no unit of it",
        "its units are `u`, `dozen`",
    ),
    "a unit of something else": (
        "draw: {a: {normal: [1, 1], unit: week}}",
        "unit",
        "`week` is no unit of it",
        "its units are `u`, `dozen`",
    ),
    "a step of nothing": (
        "draw: {a: {normal: [1, 1], step: 0}}",
        "step",
        "a step of 0 u is no decimal number of u above 0",
        None,
    ),
    "a step between whole numbers": (
        "draw: {n: {normal: [1, 1], step: 0.5}}",
        "step",
        "a step of 0.5 u is no decimal number of u above 0",
        None,
    ),
    "a value between whole numbers": (
        'draw: {n: {choice: {"0.5": 1}}}',
        "0.5",
        "`0.5` u is no value that is recorded in u",
        None,
    ),
    "a grade that is none": (
        "draw: {nyha: {choice: {V: 1}}}",
        "V",
        "`V` is no grade of it",
        "grades are `I`, `II`, `III`, `IV`",
    ),
    "a grade with a mean": (
        "draw: {nyha: {normal: [1, 1]}}",
        "normal",
        "`nyha` has grades: they are drawn by `choice`",
        None,
    ),
    "a value of no choice": (
        "draw: {size: {choice: {huge: 1}}}",
        "huge",
        "`huge` is no value of it",
        "values are `small`, `middle`, `big`",
    ),
    "never of what always is": (
        "draw: {a: {normal: [1, 1], never: 0.5}}",
        "never",
        "`a` cannot be `never`",
        None,
    ),
    "an unknown factor": (
        "factors: [liver]\ndraw: {a: {normal: [1, 1], with: {livr: 0.5}}}",
        "livr",
        "`livr` is none of the `factors`",
        "did you mean `liver`?",
    ),
    "factors that explain more than all": (
        "factors: [x, y]\ndraw: {a: {normal: [1, 1], with: {x: 0.8, y: 0.7}}}",
        "with",
        "factors cannot explain more than all: the squares of these numbers add up to more than 1",
        None,
    ),
    "a condition on what comes later": (
        "draw: {f: [{if: {g: yes}, yes: 1}, {yes: 0}], g: 0.5}",
        "g",
        "`g` is not drawn before this",
        None,
    ),
    "a condition on no field": (
        "draw: {f: 0.5, g: [{if: {ff: yes}, yes: 1}, {yes: 0}]}",
        "ff",
        "`ff` is no field of a record",
        "did you mean `f`?",
    ),
    "a condition of another kind": (
        "draw: {f: 0.5, g: [{if: {f: big}, yes: 1}, {yes: 0}]}",
        "f",
        "`big` cannot be asked of `f`",
        "a condition on it is yes or no",
    ),
    "a limit that is none": (
        "draw: {a: {normal: [1, 1]}, g: [{if: {a: low}, yes: 1}, {yes: 0}]}",
        "a",
        "`low` cannot be asked of `a`",
        'a condition on it is a limit such as `"< 50"`',
    ),
    "a condition on no value": (
        "draw: {size: {choice: {small: 1}}, g: [{if: {size: huge}, yes: 1}, {yes: 0}]}",
        "size",
        "`huge` is no value of `size`",
        "values are `small`, `middle`, `big`",
    ),
    "nobody else": (
        "draw: {f: 0.5, g: [{if: {f: yes}, yes: 1}]}",
        "{if: {f: yes}, yes: 1}",
        "nothing says how `g` is drawn where no condition holds",
        "add a last one without `if`; where nothing is recorded it is `{absent: true}`",
    ),
    "a part that is never reached": (
        "draw: {g: [{yes: 1}, {yes: 0}]}",
        "{yes: 1}",
        "parts of `g` below one without `if` are never reached",
        None,
    ),
    "absent no": ("draw: {g: {absent: no}}", "absent", "`absent` is true where nothing is recorded", None),
    "a date that is none": (
        "draw: {consent: {between: [2024-01-01, 2024-13-01]}}",
        "between",
        "`between` must be a list of two dates, YYYY-MM-DD",
        None,
    ),
    "dates upside down": (
        "draw: {consent: {between: [2024-02-01, 2024-01-01]}}",
        "between",
        "`between` names the earlier date first",
        None,
    ),
    "days before no date": (
        "draw: {screening_date: {between: [2024-02-01, 2024-03-01]}, consent: {before: screning_date, days: [0, 1]}}",
        "before",
        "`screning_date` is no date that is drawn before this",
        "did you mean `screening_date`?",
    ),
    "days upside down": (
        "draw: {screening_date: {between: [2024-02-01, 2024-03-01]}, consent: {before: screening_date, days: [3, 1]}}",
        "days",
        "`days` are two whole numbers, the smaller one first",
        None,
    ),
    "no more than what has another unit": (
        "draw: {a: {normal: [1, 1]}, cure: {normal: [1, 1], at_most: a}}",
        "at_most",
        "`a` is no quantity in week that is drawn before this",
        None,
    ),
    "a time before the life in which it lies": (
        "draw: {ill: {normal: [9, 1]}, age: {normal: [40, 1]}}",
        "ill",
        "`ill` lies within `age`, which is drawn later",
        "draw `age` first",
    ),
    "a date that follows": (
        "draw: {ill: {normal: [9, 1]}, ill_since: {between: [2024-02-01, 2024-03-01]}}",
        "ill_since",
        "`ill_since` follows from `ill`, which is drawn too",
        None,
    ),
    "a total that follows": (
        "draw: {item: {one: 0.5}, total: {normal: [3, 1]}}",
        "total",
        "`total` follows from `item`, which is drawn too",
        None,
    ),
    "a sum of doses that follows": (
        'draw: {takes: {alpha: 0.5}, dose: {alpha: {choice: {"5": 1}}}, steroid: {normal: [3, 1]}}',
        "steroid",
        "`steroid` follows from `dose`, which is drawn too",
        None,
    ),
    "a dose of nothing": (
        'draw: {takes: {alpha: 0.5}, dose: {alpha: {choice: {"0": 1}}}}',
        "0",
        "a dose of a drug that is taken is above 0",
        None,
    ),
    "a dose that has no equivalent as a decimal": (
        'draw: {takes: {gamma: 0.5}, dose: {gamma: {choice: {"1": 1}}}}',
        "gamma",
        "doses of `gamma` in these steps are no decimal number of steroid",
        "0.75 of it equal 5",
    ),
    "a share above 1": (
        "draw: {f: 1}\nmissing: {lab: {share: 2, each: [f]}}",
        "lab",
        "`share` is 2: a probability lies between 0 and 1",
        None,
    ),
    "missing of nothing": (
        "draw: {f: 1}\nmissing: {lab: {share: 0.5}}",
        "lab",
        "a group names its fields as `together` or as `each`",
        None,
    ),
    "missing of what is not drawn": (
        "draw: {total: {normal: [3, 1]}}\nmissing: {lab: {share: 0.5, together: [total, totl]}}",
        "totl",
        "`totl` is not drawn: it cannot be missing in some",
        "did you mean `total`?",
    ),
    "missing of a date that follows": (
        "draw: {ill: {normal: [9, 1]}}\nmissing: {lab: {share: 0.5, each: [ill_since]}}",
        "ill_since",
        "`ill_since` is not drawn: it cannot be missing in some",
        None,
    ),
    "missing as a list": ("missing: [f]", "missing", "`missing` must be a mapping of names", None),
    "a group that is none": ("missing: {f: 1}", "f", "`f` must be a mapping", None),
    "factors as a text": ("factors: x", "factors", "`factors` must be a list", None),
    "no mapping of fields": ("draw: [f]", "draw", "`draw` must be a mapping of fields", None),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_where_it_stands(name: str) -> None:
    text, under, message, help = WRONG[name]
    with pytest.raises(InputError) as error:
        declared(text)
    [finding] = error.value.findings
    place = finding.place
    assert place.text is not None
    assert (place.file, finding.code) == (COHORT, "kb-vocabulary")
    assert place.text[(place.column or 1) - 1 : (place.end_column or 1) - 1] == under
    assert (finding.message, finding.help) == (message, help)


def test_every_slip_of_a_file_is_told() -> None:
    text = """
draw:
  f: 2
  a: {normal: [1, 1], unit: x}
  b: {normal: [1, 1], at_most: a}
  g: [{if: {f: yes}, yes: 1}, {absent: true}]
  zz: 1
missing: {lab: {share: 3, each: [g]}}
"""
    with pytest.raises(InputError) as error:
        declared(text)
    assert [finding.place.line for finding in error.value.findings] == [3, 4, 7, 8]


def test_what_the_shipped_file_declares_is_read(shipped: KnowledgeBaseFiles, protocol: Protocol) -> None:
    model = read_cohort(shipped.texts, protocol.knowledge_base.vocabulary)
    assert model is not None
    assert len(model.drawn) > 100
    assert len(model.missing) > 8
