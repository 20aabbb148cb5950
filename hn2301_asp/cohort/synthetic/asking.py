"""A cohort of synthetic patients for a loaded protocol: what its knowledge base declares, drawn and tried.

The first patients are screened, so that an author is told of a declaration that draws what cannot be.
"""

from __future__ import annotations

from typing import Final

from hn2301_asp.cohort.synthetic.columns import Cohort, draw
from hn2301_asp.cohort.synthetic.writing import PREFIX, records
from hn2301_asp.forms.columns import columns
from hn2301_asp.knowledge.cohort.reading import read_cohort
from hn2301_asp.knowledge.files import COHORT
from hn2301_asp.knowledge.vocabulary.sections import SHORT_TEMPLATE
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.lists import listed

#: So many of the patients are screened before any is given away.
TRIED: Final = 50


def synthetic(screener: Screener, count: int, seed: int = 0, *, every_field: bool = False) -> Cohort:
    """So many synthetic patients, in the columns of the short form, or with ``every_field`` of the full one.

    The same rows for the same knowledge base, seed and columns; a longer cohort begins with the shorter one. Raises
    InputError where the knowledge base declares none, or where a patient could not be read or contradicts itself.
    """
    files, vocabulary = screener.files, screener.knowledge_base.vocabulary
    assert files is not None
    model = read_cohort(files.texts, vocabulary)
    if model is None:
        message = "this knowledge base does not say what synthetic patients are like"
        raise InputError(Finding("kb-missing", message, Place(COHORT), help=f"declare it in {COHORT}"))
    form = columns(files, vocabulary, short=not every_field and SHORT_TEMPLATE in files.texts)
    cohort = draw(model, vocabulary, form, count, seed)
    try_first(screener, draw(model, vocabulary, form, min(count, TRIED), seed))
    return cohort


def try_first(screener: Screener, cohort: Cohort) -> None:
    """Raises InputError where one of the patients cannot be read, or contradicts itself."""
    for record in records(cohort):
        name = str(record.get("patient_id", PREFIX))
        place = Place(COHORT, patient=name)
        try:
            patient = screener.patient(record, place)
        except InputError as error:
            message = "a synthetic patient cannot be read: how it is drawn must be mended"
            raise InputError((Finding("cohort-patient", message, Place(COHORT)), *error.findings)) from None
        if screener.verdict(patient) == "contradictory":
            clash = screener.screen(patient).clash
            message = f"a synthetic patient contradicts itself: {listed([f'`{fact}`' for fact in clash])} clash"
            help = "conditions (`if`) say what is drawn of whom"
            raise InputError(Finding("cohort-patient", message, place, help=help))
