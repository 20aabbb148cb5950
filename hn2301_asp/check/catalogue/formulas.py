"""Formulas: what follows by numbers is bounded exactly, so that nothing is proved by rounding."""

from __future__ import annotations

from hn2301_asp.check.catalogue.kinds import Kind


class KB059(Kind, slug="formula-repeats"):
    """a formula names a quantity more than once, and may rise and fall with it.

    Why it matters: The bounds of a formula are exact only if each quantity moves it in one direction. One that
    stands twice may move it both ways.

    Example: the formula names age more than once.

        creatinine clearance [mL/min] = (140 − age [year]) × age [year] × …

    How to mend: Write the formula so that each quantity stands once, or so that it only rises or only falls with
    it.
    """


class KB060(Kind, slug="formula-dimension", severity="warning", about_words=True):
    """a formula that is not called empirical gives something else than its result measures.

    Why it matters: Years beside kilograms give no volume by time. Published equations often do so by numbers that
    stand for units; any other formula is probably mistyped.

    Example: this is a number, and beside it stands calendar.

        creatinine clearance [mL/min] = (140 − age [year]) × weight [kg] / …

    How to mend: Correct the formula or its units, or write `empirical` before the source of a published equation.
    """


class KB061(Kind, slug="formula-case"):
    """a formula breaks off at a limit on what is measured.

    Why it matters: At a jump a tiny error of measurement would change the value by much, and no bound would hold.

    Example: weight is measured: at a limit on it a formula cannot break off.

        creatinine clearance [mL/min] = (140 if weight [kg] < 60 else 120) × …

    How to mend: Let a formula break off only at what is counted, such as completed years; of others write `min`
    and `max`.
    """


class KB062(Kind, slug="formula-direction"):
    """a formula may rise and fall with a quantity, so that its bounds would not be exact.

    Why it matters: Where a formula turns, its greatest value does not lie at an end, and the bounds that proofs
    rest on would be wrong.

    Example: the formula may rise and fall with age.

        creatinine clearance [mL/min] = (40 − age [year])² × …

    How to mend: Narrow what is `possible` for the quantity, or write the two parts as `(… if NAME else …)`.
    """


class KB063(Kind, slug="formula-outside"):
    """a formula takes a root or a logarithm of what may have none.

    Why it matters: A root or a logarithm of what may be negative or zero is no number: some patient would have no
    value.

    Example: the root of a number below zero.

        creatinine clearance [mL/min] = sqrt(100 − age [year]) × …

    How to mend: Narrow what is `possible` for the quantity, or write the formula otherwise.
    """


class KB064(Kind, slug="formula-zero"):
    """a divisor of a formula may be zero.

    Why it matters: Nothing can be divided by zero: some patient would have no value.

    Example: a formula divides by `height [cm] − 100`, and heights of 100 cm are possible.

    How to mend: Narrow what is `possible` for the quantity in the divisor, or write the formula otherwise.
    """


class KB065(Kind, slug="formula-of-formula"):
    """a formula with powers, or over what follows by one, stands on another formula.

    Why it matters: Errors of one formula with powers grow in another, and exact bounds could not be given.

    Example: creatinine clearance follows from a formula itself.

        hemoglobin [g/L] = sqrt(creatinine clearance [mL/min]) empirical, "x"

    How to mend: Write the inner formula out in the place where it is used.
    """


class KB066(Kind, slug="fine-limit"):
    """a limit on a formula's value has too many digits.

    Why it matters: A limit finer than the formula's value can be worked out could not be decided.

    Example: the limit has more digits than can be told apart of what a formula gives.

        clearance_enough creatinine clearance ≥ 50.0000000000000000001 mL/min "…"

    How to mend: Write the limit with fewer digits.
    """


class KB067(Kind, slug="formula-loop"):
    """a quantity follows from itself, by its formula or through others'.

    Why it matters: A quantity that follows from itself has no value, or many.

    Example: time on the stable standard treatment follows from itself.

        standard treatment [week] = disease_duration [month] + 1 empirical, "x"

    How to mend: Leave out the formula of the one that is measured.
    """


class KB068(Kind, slug="never-in-formula"):
    """a formula is about a quantity that may be `never`.

    Why it matters: No number follows from something that never happened.

    Example: last transfusion may be `never`, of which no formula gives a number.

        transfused last transfusion ≤ 1 × ULN, no if never

    How to mend: Write a threshold on that quantity, with `, no if never` or `, yes if never`.
    """


class KB069(Kind, slug="unknown-fact"):
    """a formula asks for a fact that the vocabulary does not declare.

    Why it matters: A formula that asks for an undeclared fact always takes the other case, for everybody.

    Example: `femal` is not a fact of the vocabulary.

        creatinine clearance [mL/min] = … × (0.85 if femal else 1)

    How to mend: Write the fact as facts.yaml declares it, or declare it.
    """
