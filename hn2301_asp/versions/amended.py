"""A base with an amendment on it: every file completed, and what the amendment's authors had not seen of it.

This module opens no file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.source.diagnostics import Finding, Place, did_you_mean
from hn2301_asp.versions.completing import CODE, Changes, complete, touched
from hn2301_asp.versions.definitions import key_of
from hn2301_asp.versions.manifest import ALL, Manifest, Stale
from hn2301_asp.versions.overlay import place_of, says_nothing
from hn2301_asp.versions.parts import digest_of, keys, names, parts


class Amended(Struct, frozen=True):
    """The texts of a base with an amendment on it, what is wrong with it, and what of the base it was not made for."""

    texts: Mapping[str, str]
    findings: tuple[Finding, ...] = ()
    stale: tuple[Stale, ...] = ()


def amended(base: Mapping[str, str], own: Mapping[str, str], manifest: Manifest, digest: str, shown: str) -> Amended:
    """The base's texts with what an amendment's folder holds and its manifest says.

    ``digest`` is the base's, ``shown`` the amendment's folder.
    """
    said = changes(manifest)
    texts = dict(base)
    findings = [*_nowhere(base, own, said), *_nothing(base, own, said, shown)]
    for file in dict.fromkeys([*own, *said]):
        there = file in base
        if ALL in said.get(file, Changes()).removed:
            texts.pop(file, None)
        elif there:
            text = own.get(file, "")
            change = said.get(file, Changes())
            found = complete(file, base[file], "" if says_nothing(file, text) else text, change, shown)
            texts[file] = found.text
            findings += found.findings
        elif file in own:
            texts[file] = own[file]
    findings += _elsewhere(base, own, said, shown)
    stale = () if findings else tuple(_unseen(base, own, manifest, said, digest))
    return Amended(dict(sorted(texts.items())), tuple(findings), stale)


def changes(manifest: Manifest) -> dict[str, Changes]:
    """What a manifest says of each file beside what stands in the amendment's own."""
    return {
        file: Changes(manifest.removes.get(file, {}), manifest.renames.get(file, {}))
        for file in dict.fromkeys([*manifest.removes, *manifest.renames])
    }


def replaced(base: Mapping[str, str], own: Mapping[str, str], said: Mapping[str, Changes]) -> dict[str, dict[str, str]]:
    """The base's items that an amendment replaces or takes away, by their files and names, with their digests."""
    found: dict[str, dict[str, str]] = {}
    for file in dict.fromkeys([*own, *said]):
        change = said.get(file, Changes())
        if file in base and ALL in change.removed:
            found[file] = {ALL: digest_of([base[file]])}
        elif file in base and (items := touched(file, base[file], own.get(file, ""), change)):
            found[file] = items
    return found


def _nowhere(base: Mapping[str, str], own: Mapping[str, str], said: Mapping[str, Changes]) -> Iterator[Finding]:
    """Files of which something goes or is renamed, and that the base has not; or that go and are there."""
    for file, change in said.items():
        place = next(iter([*change.removed.values(), *(place for _, place in change.renamed.values())]))
        if file not in base:
            yield Finding(CODE, f"the base has no file `{file}`", place, help=did_you_mean(file, base))
        elif ALL in change.removed and (file in own or len(change.removed) > 1 or change.renamed):
            help = "take the file out of the amendment's folder, or name the items that go"
            yield Finding(CODE, f"`{file}` goes, and the amendment changes it too", place, help=help)


def _nothing(
    base: Mapping[str, str], own: Mapping[str, str], said: Mapping[str, Changes], shown: str
) -> Iterator[Finding]:
    """Files that hold comments at most."""
    for file, text in own.items():
        if says_nothing(file, text) and not (file in said and file in base):
            help = f"to take the base's file away, write `removes: {{{file}: {ALL}}}`" if file in base else None
            yield Finding(CODE, "the file holds no item", Place(f"{shown}/{file}"), help=help)


def _elsewhere(
    base: Mapping[str, str], own: Mapping[str, str], said: Mapping[str, Changes], shown: str
) -> Iterator[Finding]:
    """What rules of an amendment define in one file and the base in another: neither would replace the other."""
    rules = {file: text for file, text in base.items() if file.endswith(".lp")}
    for file, text in own.items():
        if not file.endswith(".lp"):
            continue
        here = keys(parts(file, base.get(file, "")))
        for part in parts(file, text):
            name = part.key.partition("/")
            if part.frame or not name[1] or key_of(part.key, here) in here:
                continue
            for other, theirs in rules.items():
                found = next((p for p in parts(other, theirs) if _alike(p.key, part.key)), None)
                change = said.get(other, Changes())
                goes = found is not None and {ALL, names(parts(other, theirs)).get(found.key), found.key} & {
                    *change.removed
                }
                if other != file and found is not None and not goes:
                    place = replace(place_of(part.item, file, text.split("\n")), file=f"{shown}/{file}")
                    related = (place_of(found.item, other, theirs.split("\n")),)
                    help = f"change it in `{other}`, or take it away there (`removes:`)"
                    yield Finding(CODE, f"the base defines `{name[0]}` in `{other}`", place, help=help, related=related)
                    break


def _alike(one: str, other: str) -> bool:
    """Whether two keys are one definition: what is general stands for all its constants."""
    general = {one, other} & {key.partition("(")[0] for key in (one, other)}
    return one == other or (bool(general) and one.partition("(")[0] == other.partition("(")[0])


def _unseen(
    base: Mapping[str, str],
    own: Mapping[str, str],
    manifest: Manifest,
    said: Mapping[str, Changes],
    digest: str,
) -> Iterator[Stale]:
    """The items that an amendment replaces or takes away although they are not as its authors saw them.

    Where it says nothing of an item, the digest of the whole base stands for it.
    """
    stated = manifest.base.items
    same = digest.startswith(manifest.base.digest)
    found = replaced(base, own, said)
    seen = stated and all(name in stated.get(file, {}) for file, items in found.items() for name in items)
    if not same and not seen:
        yield Stale()
        return
    for file, items in found.items():
        for name, current in items.items():
            was = stated.get(file, {}).get(name)
            if was is not None and not current.startswith(was[0]):
                yield Stale(file, name, was[1])
    for file, known in stated.items():
        there = set(names(parts(file, base[file])).values()) if file in base else set()
        for name, (_, place) in known.items():
            if name not in there and name not in found.get(file, {}):
                yield Stale(file, name, place, gone=True)
