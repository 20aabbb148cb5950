"""Names: one thing has one name, and a name that is used is declared."""

from __future__ import annotations

from hn2301_asp.check.catalogue.kinds import Kind


class KB024(Kind, slug="not-a-name"):
    """a name of the vocabulary cannot stand in a rule.

    Why it matters: Rules call things by these names, and clingo takes a capital letter for a variable: the rule
    would mean everything instead of one thing.

    Example: `IN_8` cannot be the id of a criterion.

        - id: IN_8

    How to mend: Begin with a small letter and use plain letters, digits and `_`; how it is shown to people stands
    in `label`.
    """


class KB025(Kind, slug="name-taken"):
    """two things share one name.

    Why it matters: With one name for two things a rule or a record could mean either, and nobody would see which.

    Example: of vocabulary/facts.yaml: `lvef` is also the name of a quantity.

    How to mend: Give one of the two another name, and use it where that one is meant.
    """


class KB026(Kind, slug="number-in-name", severity="warning", about_words=True):
    """a threshold's name holds a number, which amendments would make untrue.

    Why it matters: Amendments change numbers. A threshold whose name holds one soon says something else than it
    does.

    Example: the name `anc_1500` holds the number `1500`.

        anc_1500 ANC ≥ 1.5 ×10^9/L "ANC ≥1.5×10^9/L"

    How to mend: Name the threshold for its role, as in `anc_enough`.
    """


class KB027(Kind, slug="unknown-reference", severity="error or warning"):
    """the vocabulary refers to a name that it does not declare.

    Why it matters: What the name should supply is not there: a total, an item or a column would be missing
    without a word.

    Example: `wieght` is no field of a record.

        - wieght

    How to mend: Write the name as it is declared, or declare it.
    """


class KB028(Kind, slug="score-weight"):
    """the points of a score's item are no whole number, or too great.

    Why it matters: Points are added up exactly, as whole numbers; others would be rounded unseen.

    Example: `8.5` is no number of points.

        seizure: {weight: 8.5, domain: cns, …}

    How to mend: Write a whole number from 0.
    """


class KB029(Kind, slug="score-total"):
    """a score does not give the total that its name promises, or nothing asks for its points.

    Why it matters: A total that the score does not give is never known, and every threshold on it stays
    undetermined.

    Example: `activity` is a quantity, and the score of that name gives no such total.

        totals:

    How to mend: Name the total under `totals` of the score, as `NAME: {items: all}` or with the marks of its
    items.
    """


class KB030(Kind, slug="unused-mark", severity="warning"):
    """no total and no rule asks for a mark of a score's item.

    Why it matters: A mark is a free word that chooses items. One that nothing asks for is often misspelt, and the
    item is then left out of a total.

    Example: no total and no rule asks for `clinical`.

        fever: {weight: 2, domain: constitutional, clinical: true, …}

    How to mend: Write it as a total or a rule asks for it, or take it out.
    """


class KB031(Kind, slug="alike-names", severity="warning"):
    """a domain of a score is perhaps another one, misspelt.

    Why it matters: A misspelt domain is a domain of its own: its item would be counted beside the others, and the
    score would be too high.

    Example: `neuropsychiatri` holds one item only, and resembles `neuropsychiatric`.

        psychosis: {weight: 3, domain: neuropsychiatri, …}

    How to mend: Write both the same way, if they are one.
    """


class KB032(Kind, slug="one-substance", severity="warning"):
    """two entries of a list have one name in two spellings, and are told to be two things.

    Why it matters: Two entries for one drug count as two drugs: a patient who takes one of them has then used
    two.

    Example: the drugs `amoxicillin` and `amoxicilin` are perhaps one: `amoxicillin` and `amoxicilin` are one name
    in two spellings.

        amoxicilin: {}

    How to mend: Make one entry with the other spelling under `names`, or tell by `substance` that they are one.
    """


class KB033(Kind, slug="other-name", severity="warning"):
    """a rule asks for one of two names of one substance.

    Why it matters: A patient whose chart has the other name is judged differently, for nothing but the name.

    Example: `current(drug_a_salt)` leaves out `drug_a`: the same substance under another name.

        …current(drug_a_salt).

    How to mend: Ask for both names, or for the substance.
    """
