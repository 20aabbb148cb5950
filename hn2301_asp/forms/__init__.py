"""The data dictionary, every field of a record with what it may hold, and the empty forms made from it."""

from __future__ import annotations

from hn2301_asp.forms.asked import EVERYBODY, Asked
from hn2301_asp.forms.columns import columns
from hn2301_asp.forms.text import template_csv, template_yaml
from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.vocabulary.model import Vocabulary


def make_template(
    files: KnowledgeBaseFiles, vocabulary: Vocabulary, kind: str, asked: Asked = EVERYBODY, *, short: bool
) -> str | bytes:
    """An empty form: ``kind`` is csv, yaml or xlsx; ``short`` takes what the protocol usually needs.

    ``asked`` says what is asked of some patients only.

    The same bytes for the same knowledge base. Raises InputError where short_template.yaml cannot
    be used, ValueError for another kind.
    """
    form = columns(files, vocabulary, asked, short=short)
    if kind == "csv":
        return template_csv(form)
    if kind == "yaml":
        return template_yaml(form)
    if kind == "xlsx":
        from hn2301_asp.forms.workbook import workbook  # Its library is loaded for a workbook alone.

        return workbook(form, vocabulary)
    raise ValueError(f"there is no template of the kind `{kind}`")
