"""Thresholds: what is measured, in which unit, and in which window of time."""

from __future__ import annotations

from hn2301_asp.check.catalogue.kinds import Kind


class KB034(Kind, slug="threshold-syntax"):
    """a threshold or definition cannot be parsed.

    Why it matters: A line that is not understood cannot be kept in part: what is left of it might be another
    limit.

    Example: the statement ends here.

        hb_enough Hb ≥ 80 g/L

    How to mend: A threshold is `name  quantity comparator number unit  "words"`; grammar/README.md shows all
    forms on one page.
    """


class KB035(Kind, slug="threshold-heading"):
    """a threshold file is empty.

    Why it matters: The heading says whose words the thresholds below quote.

    Example: of criteria/in1_age_and_diagnosis.thr: the file is empty.

    How to mend: Begin the file with `criterion ID`, `score NAME`, `background` or `guardrails`.
    """


class KB036(Kind, slug="unknown-quantity"):
    """a threshold names a quantity that the vocabulary does not declare.

    Why it matters: A limit on something that no record can state is never met.

    Example: `Hbb` is not a quantity of the vocabulary.

        hb_enough Hbb ≥ 80 g/L "Hb ≥80g/L"

    How to mend: Write the quantity by its name, label or abbreviation in quantities.yaml, or declare it there.
    """


class KB037(Kind, slug="unknown-event"):
    """a window lies before or after something that is no date of a record.

    Why it matters: A window is a time before or after some date. Without the date nobody lies within it.

    Example: `dose` is no date of a record.

        transfused last transfusion within 7 days before dose, no if never

    How to mend: Name a date of the record, or declare one under `record` in facts.yaml.
    """


class KB038(Kind, slug="no-half-life"):
    """a window in half-lives asks of something whose half-life drugs.yaml does not give.

    Why it matters: Five half-lives are another time for every drug. Without the drug's own half-life there is no
    time to compare with.

    Example: no half-life is known for last transfusion.

        transfused last transfusion within 5 half-lives before screening, no if never

    How to mend: Give `half_life` with its value and source in drugs.yaml, or write the window in days.
    """


class KB039(Kind, slug="other-event"):
    """a window lies before or after another date than its quantity is counted to or from.

    Why it matters: The quantity is counted from one date and the window asks for another: an interval would be
    compared with the wrong beginning.

    Example: last transfusion is counted from last transfusion to screening date: a window before consent asks for
    another time.

        transfused last transfusion within 7 days before consent, no if never

    How to mend: Ask for the window that the quantity has, or declare a quantity with `since: {date: …, to: …}`.
    """


class KB040(Kind, slug="unit-unwritable"):
    """no spelling of a unit can stand behind a limit.

    Why it matters: Laboratories may use the unit, but nobody could write a limit in it.

    Example: no limit can be written in `[pH]`: the threshold language reads none of its spellings.

        "[pH]": {is: count, spellings: []}

    How to mend: Add a spelling of letters, figures, `/` and powers, such as `mg/dL` or `10^9/L`.
    """


class KB041(Kind, slug="unknown-unit"):
    """a unit is not declared.

    Why it matters: A limit in an unknown unit can be compared with no result. A slip may turn it into another
    unit altogether.

    Example: `g/l/d` is not a declared unit.

        hb_enough Hb ≥ 80 g/l/d "Hb ≥80g/L"

    How to mend: Write a spelling that units.yaml knows, or add this one to `spellings` there.
    """


class KB042(Kind, slug="wrong-unit"):
    """a quantity cannot be given in this unit.

    Why it matters: A count is not given in grams: either the unit or the quantity is not the one that was meant.

    Example: ANC cannot be given in `g/L`.

        anc_enough ANC ≥ 1.5 g/L "ANC ≥1.5×10^9/L"

    How to mend: Use a unit of the quantity; its entry in quantities.yaml lists them.
    """
