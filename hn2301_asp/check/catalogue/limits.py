"""Limits: the number, its unit, what it is a multiple of, and what holds where there is no value."""

from __future__ import annotations

from hn2301_asp.check.catalogue.kinds import Kind


class KB043(Kind, slug="missing-unit"):
    """a bound needs a unit.

    Why it matters: 80 may be g/L or mmol/L. A limit without a unit is a limit that two people read differently.

    Example: Hb needs a unit.

        hb_enough Hb ≥ 80 "Hb ≥80g/L"

    How to mend: Write the unit behind the number.
    """


class KB044(Kind, slug="no-uln"):
    """a threshold compares with an upper limit of normal that the vocabulary does not know.

    Why it matters: `× ULN` needs the upper limit of normal of the laboratory that measured. Without a field for
    it nothing can be compared.

    Example: Hb has no upper limit of normal in the vocabulary.

        hb_enough Hb ≥ 80 × ULN "Hb ≥80g/L"

    How to mend: Declare `uln:` with the field that holds it in quantities.yaml, or give the limit in a unit.
    """


class KB045(Kind, slug="no-lln"):
    """a threshold compares with a lower limit of normal that the vocabulary does not know.

    Why it matters: `× LLN` needs the lower limit of normal of the laboratory that measured. Without a field for
    it nothing can be compared.

    Example: Hb has no lower limit of normal in the vocabulary.

        hb_enough Hb ≥ 80 × LLN "Hb ≥80g/L"

    How to mend: Declare `lln:` with the field that holds it in quantities.yaml, or give the limit in a unit.
    """


class KB046(Kind, slug="no-baseline"):
    """a threshold compares with a value at baseline that the vocabulary does not know.

    Why it matters: `× baseline` needs the patient's own earlier value. Without a field for it nothing can be
    compared.

    Example: Hb has no value at baseline in the vocabulary.

        hb_enough Hb ≥ 80 × baseline "Hb ≥80g/L"

    How to mend: Declare `baseline:` with the field that holds it in quantities.yaml, or give the limit in a unit.
    """


class KB047(Kind, slug="bad-ratio"):
    """a threshold compares two quantities that make no ratio.

    Why it matters: A ratio is a number with a unit of its own. Two quantities whose units do not divide into a
    declared one make none that a limit could be about.

    Example: no declared unit measures Hb (g/L) by ALT (U/L).

        hb_enough Hb / ALT ≥ 80 "Hb ≥80g/L"

    How to mend: Declare a unit such as `mg/mmol` in units.yaml, or write the ratio of the quantities that were
    meant.
    """


class KB048(Kind, slug="paired-limit"):
    """a limit is written in two units, and its numbers are not of one size.

    Why it matters: A limit written in two units must say one thing. Where the numbers differ beyond rounding one
    of them is mistyped, and a site reads either.

    Example: `2.0 mg/dL` is 34.2 umol/L, not 43.

        bilirubin_low total bilirubin < 2.0 mg/dL (43 umol/L) "total bilirubin <2.0mg/dL"

    How to mend: Correct the number that is wrong: the first decides.
    """


class KB049(Kind, slug="exact-limit"):
    """a threshold asks for single numbers of what is measured, or for a list with gaps.

    Why it matters: Nobody's measured value is exactly one number: the threshold would be met by chance of
    rounding only.

    Example: Hb is measured: nobody's is exactly 80.

        hb_enough Hb = 80 g/L "Hb ≥80g/L"

    How to mend: Write a range with `between … and …`; single numbers are asked of what is counted, such as
    grades.
    """


class KB050(Kind, slug="unknown-grade"):
    """a threshold names a grade that its quantity does not have, or a number where it has grades.

    Why it matters: A grade that the scale does not have is met by nobody, and a number in the place of a grade is
    read by nobody the same way.

    Example: `II` is no number, and Hb has no grades.

        hb_enough Hb ≥ II "Hb ≥80g/L"

    How to mend: Write a grade as quantities.yaml lists them.
    """


class KB051(Kind, slug="empty-threshold"):
    """no value lies between the bounds of a threshold.

    Why it matters: Nobody can have such a value: whatever needs the threshold holds of nobody.

    Example: no value lies between the two bounds.

        hb_enough Hb between 80 g/L and 70 g/L "Hb ≥80g/L"

    How to mend: Write the lower bound first, and look whether both bounds are in the unit that was meant.
    """


class KB052(Kind, slug="impossible-threshold", about_words=True):
    """a limit lies outside what its quantity can be.

    Why it matters: Everybody or nobody is within the limit. Most often a digit too many, or another unit, made it
    so.

    Example: the limit of `saturated` lies outside what SpO2 on room air can be: no possible value is within it.

        saturated SpO2 on room air ≥ 192 % "SpO2 ≥92%…"

    How to mend: Correct the limit or its unit; where it is right, widen `possible` of the quantity.
    """


class KB053(Kind, slug="never-unsaid"):
    """a threshold does not say what it is where the quantity is `never`.

    Why it matters: A patient who was never treated has no time since the last treatment. Whether such a patient
    is within the limit is a decision, and must be written down.

    Example: last transfusion may be `never`: say what the threshold is then.

        transfused last transfusion within 7 days before screening

    How to mend: Add `, no if never` or `, yes if never`.
    """


class KB054(Kind, slug="never-unknown"):
    """a threshold speaks of `never` where the quantity is never that.

    Why it matters: The words promise an answer for a case that does not exist; perhaps another quantity was
    meant.

    Example: Hb is never `never`.

        hb_enough Hb ≥ 80 g/L, no if never "Hb ≥80g/L"

    How to mend: Leave the words out, or name the quantity that may be `never`.
    """


class KB055(Kind, slug="duplicate-threshold"):
    """two thresholds have one name.

    Why it matters: Rules that use the name would mean one of the two, and nobody sees which.

    Example: the threshold `anc_enough` is defined twice.

        anc_enough ALC ≥ 0.8 ×10^9/L "ALC ≥0.8×10^9/L"

    How to mend: Give the second one a name of its own, or take it out.
    """


class KB056(Kind, slug="duplicate-definition"):
    """a quantity is defined twice.

    Why it matters: A quantity with two formulas has two values, and a verdict could depend on which is taken.

    Example: creatinine clearance is defined twice.

        creatinine clearance [mL/min] = …

    How to mend: Keep one, or define a second quantity.
    """


class KB057(Kind, slug="repeated-quantity"):
    """a threshold or a formula is about several measurements, of which none is said to count.

    Why it matters: Of several measurements the latest, the worst and the mean are different numbers. The protocol
    means one of them.

    Example: of several measurements of creatinine clearance one must count.

        clearance_enough creatinine clearance ≥ 50 mL/min "…"

    How to mend: Declare in quantities.yaml what counts, as `summary: {of: …, take: latest}`, and name that
    quantity.
    """


class KB058(Kind, slug="unused-threshold", severity="warning"):
    """nothing uses a threshold.

    Why it matters: A limit that no rule asks for limits nobody, though it stands beside the protocol's words.

    Example: nothing uses the threshold `anc_enough`.

        anc_enough ANC ≥ 1.5 ×10^9/L "ANC ≥1.5×10^9/L"

    How to mend: Use it in a rule of its criterion, or take it out.
    """
