"""A name changed everywhere that mentions it: rules, thresholds, vocabulary, scenarios, amendments.

Whether another name may be given is asked first, and what would stand there afterwards is read as any knowledge base
is: where more or other things are found then, nothing is renamed. This module writes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from hn2301_asp.editor.desk import Desk
from hn2301_asp.editor.homes import Home
from hn2301_asp.editor.names import Kind, Mention, Names, Symbol
from hn2301_asp.editor.snapshot import Snapshot, read
from hn2301_asp.editor.statements import digests_again
from hn2301_asp.source.diagnostics import Edit, Finding
from hn2301_asp.source.entries import NAME

#: What is called as its author likes; everything else has the name that the protocol or a standard gives it.
RENAMED: frozenset[Kind] = frozenset(
    {
        *("threshold", "predicate", "fact", "choice", "value", "family", "quantity"),
        *("item", "class", "reading", "meaning", "attribute"),
    }
)
_OTHERS = {
    "criterion": "a criterion is called as the protocol calls it",
    "unit": "a unit is called as it is written",
    "built-in": "this name belongs to the language of rules",
    "assumption": "an assumption is called as the register calls it",
    "record": "a field about the record has its place in files that are not here",
    "doses": "a field of doses has its place in files that are not here",
    "score": "a score is called as it is published",
}


class Refused(Exception):
    """Another name cannot be given, with the reason in a person's words."""


def renamable(symbol: Symbol) -> None:
    """Raises Refused where a symbol has no name that its author may choose."""
    if symbol.kind not in RENAMED:
        raise Refused(_OTHERS.get(symbol.kind, "this cannot be renamed"))


def renamed(symbol: Symbol, name: str, layers: Sequence[Snapshot], desk: Desk) -> tuple[Edit, ...]:
    """The edits that give a symbol another name, by absolute paths; the first layer is the one that is asked in.

    Raises Refused where the name is none, is taken, or where what is found afterwards is not what is found now.
    """
    renamable(symbol)
    names = layers[0].names
    if names is None:
        raise Refused("the knowledge base cannot be read at present")
    if name == symbol.name:
        return ()
    if not NAME.fullmatch(name):
        raise Refused(f"`{name}` cannot be a name: it begins with a small letter and holds letters, digits and `_`")
    if (taken := taken_by(name, symbol, names)) is not None:
        raise Refused(f"`{name}` is {taken} already")
    edits = [edit for snapshot in layers for edit in _edits(symbol, name, snapshot)]
    edits += _digests(edits, layers, desk)
    _require_same(edits, layers, desk)
    return tuple(edits)


def taken_by(name: str, symbol: Symbol, names: Names) -> str | None:
    """What has a name already that a symbol is to be given; None where nothing has."""
    if symbol.kind == "reading":
        return "a reading" if name in names.known.readings else None
    if symbol.kind == "meaning":
        return f"a value of {symbol.within}" if names.meaning(symbol.within, name) is not None else None
    if symbol.kind == "value":
        return f"a value of {symbol.within}" if names.value(symbol.within, name) is not None else None
    if symbol.kind in ("item", "class"):
        other = names.item(name) or names.class_of(name)
        return None if other is None else f"{_article(other.kind)} of {other.within or 'a list'}"
    if symbol.kind == "attribute":
        family = names.vocabulary.families[symbol.within]
        return f"an attribute of {symbol.within}" if name in family.attributes else None
    field = names.fields.get(name)
    found = names.atom(name) or names.field(name) or (names.field(field) if field is not None else None)
    return None if found is None else _article(found.kind)


def _article(kind: Kind) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {'name of the language of rules' if kind == 'built-in' else kind}"


def _edits(symbol: Symbol, name: str, snapshot: Snapshot) -> Iterator[Edit]:
    """What changes in the files of one home: mentions by this very name, not by a label."""
    for file in snapshot.texts:
        for mention in snapshot.mentions(file):
            if mention.symbol == symbol and mention.spelt == symbol.name and not _by_label(mention, file, snapshot):
                place = mention.place
                assert place.line is not None
                assert place.column is not None
                start, end = place.column, place.column + len(mention.spelt)
                yield Edit(snapshot.home.path(file), place.line, start, place.line, end, name)


def _by_label(mention: Mention, file: str, snapshot: Snapshot) -> bool:
    """Whether a threshold's words name a quantity by its label, which happens to be its name too."""
    if not file.endswith(".thr") or mention.symbol.kind != "quantity" or snapshot.names is None:
        return False
    quantity = snapshot.names.vocabulary.quantities[mention.symbol.name]
    return mention.spelt.lower() in (quantity.label.lower(), *(one.lower() for one in quantity.names))


def _digests(edits: Sequence[Edit], layers: Sequence[Snapshot], desk: Desk) -> list[Edit]:
    """What amendments state of their base, where that was true and is still meant: the items under their new names."""
    after = _after(edits, layers, desk)
    grounds = [one for one in layers if one.home.kind == "base"]
    found: list[Edit] = []
    for ground in grounds:
        texts = {file: after.unsaved.get(ground.home.path(file), text) for file, text in ground.texts.items()}
        for amendment in (one for one in layers if one.home.kind == "amendment"):
            own = {file: after.unsaved.get(amendment.home.path(file), t) for file, t in amendment.texts.items()}
            found += digests_again(amendment.home, (ground.texts, amendment.texts), (texts, own), edits)
    return found


def _require_same(edits: Sequence[Edit], layers: Sequence[Snapshot], desk: Desk) -> None:
    """Raises Refused where what is found of a home afterwards is not what is found of it now."""
    after = _after(edits, layers, desk)
    touched = {edit.file for edit in edits}
    for snapshot in layers:
        home = snapshot.home
        if not any(_inside(home, path) for path in touched):
            continue
        there, here = snapshot.findings, read(home, after).findings
        if _codes(there) != _codes(here):
            known = _codes(there)
            other = next((one for one in here if _codes(here)[_code(one)] > known[_code(one)]), None)
            raise Refused(_otherwise(other, home))


def _otherwise(finding: Finding | None, home: Home) -> str:
    """Why nothing is renamed: what would be found, or that something would be found no more."""
    if finding is None:
        return "with that name something would not be found any more that is found now"
    file = home.file(finding.place.file or "") or finding.place.file
    return f"with that name something would be wrong in {file}: {finding.message}"


def _inside(home: Home, path: str) -> bool:
    return home.file(path) is not None or home.ground.file(path) is not None


def _codes(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter(map(_code, findings))


def _code(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.place.file or ""


def _after(edits: Sequence[Edit], layers: Iterable[Snapshot], desk: Desk) -> Desk:
    """The folders as they would be with all edits made."""
    texts = {snapshot.home.path(file): text for snapshot in layers for file, text in snapshot.texts.items()}
    touched = {edit.file for edit in edits}
    changed = {path: edited(texts[path], [edit for edit in edits if edit.file == path]) for path in touched}
    return replace(desk, unsaved={**desk.unsaved, **changed})


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits made that do not overlap."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for edit in sorted(edits, key=lambda one: (one.line, one.column), reverse=True):
        start = starts[edit.line - 1] + edit.column - 1
        end = starts[edit.end_line - 1] + edit.end_column - 1
        text = text[:start] + edit.replacement + text[end:]
    return text
