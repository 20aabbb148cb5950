"""Building plain objects from a YAML parser's events, and refusing what is more than plain data.

Anchors, aliases and tags are found before anything is constructed from them. This module must not
know how the text is parsed, nor the vocabulary, units or field names.
"""

from __future__ import annotations

from typing import Any, Final

from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.source.limits import MAX_DEPTH, MAX_SYNTAX_FINDINGS
from hn2301_asp.source.scalars import NUMBER_HELP, Answer, UnusableNumber, plain
from hn2301_asp.source.text import quoted, too_deep
from hn2301_asp.source.yaml_depth import is_about_depth, too_deep_ahead
from hn2301_asp.source.yaml_words import BLOCK_HELP, Source, syntax_finding

_ALIAS_HELP: Final = "write the values out where they are meant; quote a text that begins with"
_BLOCK_STYLES: Final = ("|", ">")


class Builder:
    """The documents built so far (`documents`), and what is wrong with them (`findings`).

    One method takes each kind of event. `finished` says that reading on is of no use. With
    `as_written`, yes and no are `Answer`s, which know their words.
    """

    def __init__(self, source: Source, *, as_written: bool = False) -> None:
        self._as_written = as_written
        self.documents: list[object] = []
        self.findings: list[Finding] = []
        self.finished = False
        self._source = source
        self._items: list[object] | None = self.documents  # the open list, or None in a mapping
        self._fields: dict[str, object] = {}  # the open mapping
        self._marks: dict[str, Any] = {}  # where its fields begin
        self._field: str | None = None  # the field that waits for its value
        self._outer: list[tuple[Any, Any, Any, Any, bool]] = []  # what they stand in, and whether in brackets
        self._known_names: set[str] = set()

    def scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        if self._items is None and self._field is None:
            self._name(event)
        else:
            self._add(self._plain(event) if event.implicit[0] else self._written(event))

    def open_mapping(self, event: Any) -> None:
        self._open(event, {})
        self._fields, self._marks, self._items = self._new, {}, None

    def open_list(self, event: Any) -> None:
        self._open(event, [])
        self._items = self._new

    def close(self, _event: Any) -> None:
        self._items, self._fields, self._marks, self._field, _ = self._outer.pop()

    def alias(self, event: Any) -> None:
        words = f"the alias `*{event.anchor}` is not read"
        self._report("yaml-alias", words, event, f"{_ALIAS_HELP} `*`")
        if self._items is None and self._field is None:
            self._field = f"*{event.anchor}"
        else:
            self._add(None)

    def refused(self, error: Any, read: int) -> None:
        """Takes what the parser cannot read; ``read`` is the offset up to which events were given."""
        if not is_about_depth(error):
            self.findings.append(syntax_finding(error, self._source))
            return
        stop = error.problem_mark.index
        depth, inline = len(self._outer), sum(level[-1] for level in self._outer)
        deep = too_deep_ahead(self._source.text, read, stop, depth, inline)
        self.findings.append(too_deep("yaml", self._source.at_offset(stop if deep is None else deep)))

    def _open(self, event: Any, new: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        if self._items is None and self._field is None:
            words = "a field name is a list or a mapping"
            self._report("yaml-key", words, event, "a field name is a text")
            self.finished = True
        if len(self._outer) >= MAX_DEPTH:
            self.findings.append(too_deep("yaml", self._source.at(event.start_mark)))
            self.finished = True
        self._add(new)
        self._new = new
        self._outer.append((self._items, self._fields, self._marks, self._field, bool(event.flow_style)))
        self._field = None

    def _add(self, value: object) -> None:
        if self._items is not None:
            self._items.append(value)
        elif self._field is not None:
            self._fields[self._field] = value
            self._field = None

    def _plain(self, event: Any) -> object:
        """The value of an unquoted word; a yes or no knows how it is written, where that is asked for."""
        try:
            value = plain(event.value)
            return Answer(value, event.value) if self._as_written and isinstance(value, bool) else value
        except UnusableNumber:
            words = f"the number {quoted(event.value)} has too many digits or too large an exponent"
            self._report("number-too-large", words, event, NUMBER_HELP)
            return None

    def _written(self, event: Any) -> str:
        """The text of a quoted word or block, which is not empty: `>5` would be an empty block."""
        value: str = event.value
        if event.style in _BLOCK_STYLES and not value.strip():
            words = "`>` or `|` begins a text on the lines below, and there is none"
            self._report("yaml-empty-block", words, event, BLOCK_HELP)
        return value

    def _name(self, event: Any) -> None:
        """Takes a scalar as the name of the next field."""
        name: str = event.value
        if name not in self._known_names:
            if event.implicit[0] and not _is_text(name):
                words = f"the field name {quoted(name)} is not a text"
                self._report("yaml-key", words, event, "put it in quotation marks")
            else:
                self._known_names.add(name)
        if name in self._marks:
            words = f"{quoted(name)} is written twice in one mapping"
            first = self._source.at(self._marks[name])
            self._report("yaml-duplicate-key", words, event, "keep the one that is right", first)
        self._marks.setdefault(name, event.start_mark)
        self._field = name

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            words = f"the anchor `&{event.anchor}` is not read"
            self._report("yaml-alias", words, event, f"{_ALIAS_HELP} `&`")
        if event.tag is not None:
            words = f"the tag {quoted(event.tag)} is not read"
            self._report("yaml-tag", words, event, "remove it; quote a value that is to be text")

    def _report(self, code: str, words: str, event: Any, advice: str, *related: Place) -> None:
        place = self._source.at(event.start_mark, event.end_mark)
        self.findings.append(Finding(code, words, place, help=advice, related=related))
        self.finished = self.finished or len(self.findings) >= MAX_SYNTAX_FINDINGS


def _is_text(name: str) -> bool:
    """Whether an unquoted field name is text; `yes` and `no` are, numbers and nothing are not."""
    try:
        return isinstance(plain(name), str | bool)
    except UnusableNumber:
        return False
