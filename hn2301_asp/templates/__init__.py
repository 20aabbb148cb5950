"""Forms to fill in: empty tables and records with the vocabulary's fields."""

from __future__ import annotations

from hn2301_asp.kb_files import KnowledgeBaseFiles
from hn2301_asp.templates.columns import Column, columns
from hn2301_asp.templates.text import template_csv, template_yaml
from hn2301_asp.vocabulary import Vocabulary

__all__ = ["Column", "columns", "make_template", "template_csv", "template_xlsx", "template_yaml"]


def template_xlsx(form: tuple[Column, ...], vocabulary: Vocabulary) -> bytes:
    """The form as an Excel workbook; see ``templates.workbook``, which is imported when it is needed."""
    from hn2301_asp.templates.workbook import workbook

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
