"""The data dictionary, every field of a record with what it may hold, and the empty forms made from it."""

from __future__ import annotations

from hn2301_asp.forms.columns import Column, columns
from hn2301_asp.forms.dictionary import Entry, Kind, entries, shown_unit
from hn2301_asp.forms.dictionary_words import allowed, dictionary_json, dictionary_lines, entry_data
from hn2301_asp.forms.text import template_csv, template_yaml
from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.vocabulary.model import Vocabulary

__all__ = [
    "Column",
    "Entry",
    "Kind",
    "allowed",
    "columns",
    "dictionary_json",
    "dictionary_lines",
    "entries",
    "entry_data",
    "make_template",
    "shown_unit",
    "template_csv",
    "template_xlsx",
    "template_yaml",
]


def template_xlsx(form: tuple[Column, ...], vocabulary: Vocabulary) -> bytes:
    """The form as an Excel workbook; see ``forms.workbook``, which is imported when it is needed."""
    from hn2301_asp.forms.workbook import workbook

    return workbook(form, vocabulary)


def make_template(files: KnowledgeBaseFiles, vocabulary: Vocabulary, kind: str, *, short: bool) -> str | bytes:
    """An empty form: ``kind`` is csv, yaml or xlsx; ``short`` takes what the protocol usually needs.

    The same bytes for the same knowledge base. Raises InputError where short_template.yaml cannot
    be used, ValueError for another kind.
    """
    form = columns(files, vocabulary, short=short)
    if kind == "csv":
        return template_csv(form)
    if kind == "yaml":
        return template_yaml(form)
    if kind == "xlsx":
        return template_xlsx(form, vocabulary)
    raise ValueError(f"there is no template of the kind `{kind}`")
