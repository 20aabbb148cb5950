"""Readings: phrases that can be read in two ways are decided by name, in every rule that depends on them."""

from __future__ import annotations

from hn2301_asp.check.catalogue.kinds import Kind


class KB108(Kind, slug="negated-reading"):
    """a rule names a reading by what it is not.

    Why it matters: A reading that is added later would fall under the `not` without anybody having decided so.

    Example: `not reading(in7_help,any)` names a reading by what it is not.

        supported :- help_given, help_needed, not reading(in7_help, any).

    How to mend: Name each value for which the rule holds.
    """


class KB109(Kind, slug="open-reading"):
    """a rule asks for a reading without naming it and its value.

    Why it matters: A rule that does not name the value holds under every reading, and nothing depends on the
    decision.

    Example: a rule asks for one value of one reading, and names both.

        supported :- help_given, help_needed, reading(in7_help, _).

    How to mend: Write reading(ID, VALUE), both as in readings.yaml.
    """


class KB110(Kind, slug="unused-reading", severity="warning"):
    """no rule asks for a reading.

    Why it matters: The sponsor would be asked for a decision that changes nothing.

    Example: no rule asks for the reading `in7_new`.

        in7_new:

    How to mend: Name its values in rules, or take the reading out.
    """


class KB111(Kind, slug="unnamed-value", severity="warning"):
    """no rule names a value of a reading.

    Why it matters: What holds under this value follows from silence only; a further value would mean the same.

    Example: no rule of IN-7 names the value `mean`.

        mean: their mean must be within

    How to mend: Say in a rule what holds then.
    """


class KB112(Kind, slug="reading-criteria", severity="warning"):
    """a reading lists other criteria than those that depend on it.

    Why it matters: Reports name a reading beside the criteria that it lists. Where the list is wrong an
    investigator is not told what a verdict depends on.

    Example: IN-4 depends on the reading `in2_others`, which does not list it.

        criteria: [IN-2, IN-3]

    How to mend: Write the list that the finding gives; `hn2301 check --fix` does so.
    """
