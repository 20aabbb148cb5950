"""What an amendment states of its base: the digests of the items that it changes, said again under new names.

An amendment says what of the base its authors saw. Where that is what stands there, and only a name in it becomes
another one, they have seen what stands there afterwards too; a digest that is wrong already stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hn2301_asp.editor.homes import Home
from hn2301_asp.editor.mentions.yaml_scalars import Word, words_of
from hn2301_asp.knowledge.files import MANIFEST, digest
from hn2301_asp.source.diagnostics import Edit, InputError
from hn2301_asp.versions.amended import changes, replaced
from hn2301_asp.versions.reading_manifest import read_manifest

#: The texts of a base and of an amendment's own files.
_Both = tuple[Mapping[str, str], Mapping[str, str]]
_Items = Mapping[str, Mapping[str, str]]


def digests_again(home: Home, before: _Both, after: _Both, edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits of an amendment's statements by which they are as true after a renaming as before it.

    ``edits`` are those of the renaming: where they move what stands in a line, the digests in it move too.
    """
    try:
        there, here = _items(*before), _items(*after)
    except (InputError, KeyError):
        return
    path = home.path(MANIFEST)
    moved = [edit for edit in edits if edit.file == path]
    new_words = {word.path: word for word in words_of(MANIFEST, after[1][MANIFEST]) if not word.key}
    for old, new in zip(_values(before[1][MANIFEST]), new_words.values(), strict=True):
        told = _told(old, new, there, here, before[0], after[0])
        if told is not None and told != old.text:
            place = old.place
            assert place.line is not None
            assert place.column is not None
            assert not any(one.line == place.line and one.column == place.column for one in moved)
            yield Edit(path, place.line, place.column, place.line, place.column + len(old.text), told)


def _values(text: str) -> list[Word]:
    return [word for word in words_of(MANIFEST, text) if not word.key]


def _told(
    old: Word, new: Word, there: _Items, here: _Items, before: Mapping[str, str], after: Mapping[str, str]
) -> str | None:
    """What a value of the statements says afterwards; None where it is no digest that is right."""
    match old.path, new.path:
        case ("base", "digest"), _ if digest(before).startswith(old.text):
            return digest(after)[: len(old.text)]
        case ("base", "items", str(file), str(name)), (_, _, _, str(now)):
            known = there.get(file, {}).get(name)
            if known is not None and known.startswith(old.text) and now in here.get(file, {}):
                return here[file][now][: len(old.text)]
    return None


def _items(base: Mapping[str, str], own: Mapping[str, str]) -> _Items:
    """The base's items that an amendment changes, with their digests."""
    manifest = read_manifest(own[MANIFEST], MANIFEST)
    return replaced(base, {file: text for file, text in own.items() if file != MANIFEST}, changes(manifest))
