"""Where the words of a criterion stand in the files: its text, and every quote and phrase of it.

An edit of the text is carried to all that quote the edited words. This module knows no threshold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from hn2301_asp.amendment.writing.edits import Edit, apply_edits, flatten, in_raw, overlap, rewrapped
from hn2301_asp.amendment.writing.limits import offset
from hn2301_asp.knowledge.model import REGISTERS, Criterion
from hn2301_asp.knowledge.thresholds.model import Reason
from hn2301_asp.knowledge.thresholds.syntax import parse
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.quotes import locate
from hn2301_asp.source.yaml_places import YamlTree, entry

PROTOCOL = "protocol.yaml"
_PART = re.compile(r"(?:(?!…|\.{3,}).)+")
_QUOTE = re.compile(r'"([^"]*)"')


class Passage(Struct, frozen=True):
    """Words in a file, from ``start`` to ``end`` of its text; ``folded`` lines may be broken anew.

    ``escaped`` words are not spelled in the file as they read.
    """

    file: str
    start: int
    end: int
    place: Place
    folded: bool = False
    escaped: bool = False


def text_of(texts: Mapping[str, str], criterion: str) -> Passage:
    """Where the text of a criterion stands in protocol.yaml."""
    tree = YamlTree(PROTOCOL, texts[PROTOCOL])
    return _scalar(tree, "criteria", _number(tree, criterion), "text")


def quoting(texts: Mapping[str, str], criterion: Criterion) -> Iterator[Passage]:
    """Every quote and phrase that is taken from the text of a criterion, but for the text itself."""
    yield from _threshold_quotes(texts, f"criteria/{criterion.stem}.thr")
    yield from _rule_quotes(texts, f"criteria/{criterion.stem}.lp")
    protocol = YamlTree(PROTOCOL, texts[PROTOCOL])
    path = ("criteria", _number(protocol, criterion.id), "not_encoded")
    phrases = protocol.node(*path)
    for number in range(len(phrases.value) if phrases is not None else 0):
        yield _scalar(protocol, *path, number, "phrase")
    for tree, section, name in register(texts, criterion.id):
        yield _scalar(tree, section, name, "phrase")


def register(texts: Mapping[str, str], criterion: str) -> Iterator[tuple[YamlTree, str, str]]:
    """The readings and assumptions that speak of a criterion, by file, section and name."""
    for file, section in REGISTERS:
        tree = YamlTree(file, texts.get(file, ""))
        entries = tree.node(section)
        for key, _ in entries.value if entries is not None and isinstance(entries.value, list) else ():
            criteria = tree.node(section, key.value, "criteria")
            if criteria is not None and criterion in [item.value for item in criteria.value]:
                yield tree, section, key.value


def quote_passage(text: str, reason: Reason) -> Passage:
    """Where the words of a threshold's quote stand, without the quotation marks."""
    start = offset(text, reason.place) + 1
    return Passage(reason.place.file or "", start, text.index('"', start), reason.place)


def carried(edits: Sequence[Edit], words: str, passage: Passage, texts: Mapping[str, str]) -> list[Edit]:
    """The edits of a criterion's text as edits of a file whose passage quotes the edited words.

    ``words`` is the text with single blanks. Raises InputError where a quote holds an edited word in part.
    """
    raw = texts[passage.file][passage.start : passage.end]
    quote, _ = flatten(raw)
    found: list[Edit] = []
    for inside, outside, length in aligned(quote, words):
        for edit in edits:
            start, end = edit.start - outside, edit.end - outside
            if end <= 0 or start >= length:
                continue
            if start < 0 or end > length or passage.escaped:
                message = f"the quote `{quote}` holds a part of the words that change"
                if passage.escaped:
                    message = "the words that change are not spelled here as they read"
                help = "write the words out, in a folded text (`>-`) or with whole words"
                raise InputError(Finding("amend-words", message, passage.place, help=help))
            found.append(Edit(inside + start, inside + end, edit.new))
    return in_raw(found, raw, passage.start)


def aligned(quote: str, words: str) -> list[tuple[int, int, int]]:
    """The parts of a quote: where each begins in the quote and in the text, and its length."""
    spans = locate(quote, words)
    if not spans:
        return []
    starts = [m.start() + len(m[0]) - len(m[0].lstrip()) for m in _PART.finditer(quote) if m[0].strip()]
    return [(start, a, b - a) for start, (a, b) in zip(starts, spans, strict=True)]


def edited_texts(
    texts: Mapping[str, str], edits: Mapping[str, Sequence[Edit]], folded: Sequence[Passage]
) -> dict[str, str]:
    """The files that change, with their edits; folded passages keep their lines where they fit."""
    found = {}
    for file, its in edits.items():
        text = texts[file]
        wrapped = [passage for passage in folded if passage.file == file]
        outer = [e for e in its if not any(p.start <= e.start and e.end <= p.end for p in wrapped)]
        for passage in wrapped:
            inner = [
                Edit(e.start - passage.start, e.end - passage.start, e.new)
                for e in its
                if passage.start <= e.start and e.end <= passage.end
            ]
            raw = text[passage.start : passage.end]
            outer.append(Edit(passage.start, passage.end, rewrapped(raw, apply_edits(raw, inner)) if inner else raw))
        if overlap(outer):
            message = f"two changes meet at one place of `{file}`"
            raise InputError(Finding("amend-words", message, Place(file), help="make them one after the other"))
        found[file] = apply_edits(text, outer)
    return {file: text for file, text in found.items() if text != texts[file]}


def _threshold_quotes(texts: Mapping[str, str], file: str) -> Iterator[Passage]:
    if file in texts:
        for threshold in parse(texts[file], file).thresholds:
            for reason in threshold.reasons:
                if reason.kind != "because":
                    yield quote_passage(texts[file], reason)


def _rule_quotes(texts: Mapping[str, str], file: str) -> Iterator[Passage]:
    """The quotes in the doc comments of a rule file."""
    at = 0
    for number, line in enumerate(texts.get(file, "").split("\n"), 1):
        bare = line.strip()
        if bare.startswith("%!") and not bare[2:].strip().startswith("because "):
            for found in _QUOTE.finditer(line):
                place = Place(file, number, found.start() + 1, found.end() + 1, line)
                yield Passage(file, at + found.start(1), at + found.end(1), place)
        at += len(line) + 1


def _number(tree: YamlTree, criterion: str) -> int:
    """The number of a criterion in protocol.yaml."""
    ids = [entry(node, "id") for node in tree.node("criteria").value]
    return next(number for number, found in enumerate(ids) if found and found[1].value == criterion)


def _scalar(tree: YamlTree, *path: str | int) -> Passage:
    """Where the words of a value stand, without what opens and closes it."""
    node, text = tree.node(*path), tree.text
    start, end = node.start_mark.index, node.end_mark.index
    folded = node.style == ">"
    if node.style in (">", "|"):
        start = text.index("\n", start) + 1
        end = start + len(text[start:end].rstrip())
    elif node.style in ("'", '"'):
        start, end = start + 1, end - 1
    escaped = text[start:end].split() != node.value.split()
    return Passage(tree.file, start, end, tree.of(node), folded, escaped)
