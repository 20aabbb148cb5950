"""Typical patients, and what no rule asks of anybody."""

from __future__ import annotations

from hn2301_asp.check.catalogue.kinds import Kind


class KB113(Kind, slug="typical-patient", severity="error or warning", about_words=True):
    """the typical patient is not eligible.

    Why it matters: Examples, witnesses and scenarios start from this record. If it is not eligible, they all show
    something else than they should.

    Example: the typical patient is ineligible: IN-1 is not met.

        age: 17

    How to mend: Correct the record, or the rule that shuts it out.
    """


class KB114(Kind, slug="typical-missing", severity="remark"):
    """criteria apply by a choice, such as an arm, of one value of which nobody is typical.

    Why it matters: Examples for patients of this arm or group would start from somebody of another one.

    Example: criteria apply by sex, and no typical patient has sex male.

        sex: female

    How to mend: Write one record for each value of the choice in typical.yaml.
    """


class KB115(Kind, slug="unused-fact", severity="remark"):
    """nothing uses a fact or quantity of the vocabulary.

    Why it matters: Sites would be asked for something that no verdict depends on.

    Example: nothing uses `pulse`.

        pulse:

    How to mend: Use it in a rule, or take it out of the vocabulary.
    """
