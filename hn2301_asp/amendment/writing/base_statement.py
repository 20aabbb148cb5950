"""What an amendment says of its base, as YAML: the version, the digests, and what goes. It compares nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from hn2301_asp.source.yaml_places import compose, entry
from hn2301_asp.versions.manifest import ALL, Manifest

#: How many characters of the base's digest are written.
DIGEST = 16
#: A mapping or list is written in one line where that is no longer.
_LONGEST = 110
_PLAIN = re.compile(r"[A-Za-z_][\w./-]*")
#: YAML takes them for something else than a text.
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


class Stated(Struct, frozen=True):
    """What an amendment says of its base: digests of it and of its items that change, and the items that go."""

    version: str
    digest: str
    items: Mapping[str, Mapping[str, str]]
    removes: Mapping[str, Sequence[str]] = {}
    after: Sequence[str] = ()


def base_lines(base: Stated) -> list[str]:
    """The lines of ``base:``, and of ``removes:`` where something goes."""
    lines = ["base:", f"  version: {_quoted(base.version)}", f"  digest: {_quoted(base.digest[:DIGEST])}"]
    lines += [f"  after: [{', '.join(map(yaml_name, base.after))}]"] if base.after else []
    lines += _items(base.items)
    if base.removes:
        lines += ["", "removes:"]
    for file, names in base.removes.items():
        whole = list(names) == [ALL]
        lead = f"  {yaml_name(file)}:"
        lines += [f"{lead} {ALL}"] if whole else _within(lead, list(map(yaml_name, names)), "[]")
    return lines


def _items(items: Mapping[str, Mapping[str, str]]) -> list[str]:
    lines = ["  items:"] if items else []
    for file, digests in items.items():
        said = [f"{yaml_name(name)}: {_quoted(digest)}" for name, digest in digests.items()]
        lines += _within(f"    {yaml_name(file)}:", said, "{}")
    return lines


def _within(lead: str, entries: Sequence[str], brackets: str) -> list[str]:
    """A mapping or a list in one line where it is short, else one entry a line."""
    line = f"{lead} {brackets[0]}{', '.join(entries)}{brackets[1]}"
    if len(line) <= _LONGEST:
        return [line]
    deeper = " " * (len(lead) - len(lead.lstrip()) + 2) + ("- " if brackets == "[]" else "")
    return [lead, *(f"{deeper}{entry}" for entry in entries)]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def yaml_name(name: str) -> str:
    """A name as YAML needs it: plain where nothing in it means anything."""
    return name if _PLAIN.fullmatch(name) and name.lower() not in _WORDS else _quoted(name)


def with_items(text: str, manifest: Manifest, items: Mapping[str, Mapping[str, str]]) -> str:
    """The text of an amendment's statements with the digests of the items that change, and of no others."""
    stated = {file: {name: found[0] for name, found in names.items()} for file, names in manifest.base.items.items()}
    found = entry(compose(text), "base")
    if stated == items or found is None:
        return text
    written = _beside(text, found, manifest, items)
    return written if _holds(written, items) else _in_one_line(text, found[1], manifest, items)


def _beside(text: str, found: Any, manifest: Manifest, items: Mapping[str, Mapping[str, str]]) -> str:
    """The text with lines of its own for the items, where it is laid out as it usually is."""
    key, value = found
    if value.flow_style:
        said = Stated(manifest.base.version, manifest.base.digest, items, {}, manifest.base.after)
        before, after = text[: key.start_mark.index], text[value.end_mark.index :]
        return before + "\n".join(base_lines(said)) + after
    lines = text.split("\n")
    old = entry(value, "items")
    end = 1 + (_last_line(old[1]) if old is not None else max(_last_line(inner) for _, inner in value.value))
    start = old[0].start_mark.line if old is not None else end
    return "\n".join([*lines[:start], *_items(items), *lines[end:]])


def _holds(text: str, items: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether a text is YAML that states these digests, and of the base nothing else than before."""
    found = entry(compose(text), "base", "items")
    stated = {
        file.value: {name.value: digest.value for name, digest in names.value}
        for file, names in (found[1].value if found is not None else ())
    }
    return compose(text) is not None and stated == items


def _in_one_line(text: str, value: Any, manifest: Manifest, items: Mapping[str, Mapping[str, str]]) -> str:
    """The text with all that it says of the base in one line: right in every layout."""
    base = manifest.base
    said = {"version": base.version, "digest": base.digest, **({"after": list(base.after)} if base.after else {})}
    line = json.dumps({**said, "items": items}, ensure_ascii=False)
    rest = text[value.end_mark.index :]
    return text[: value.start_mark.index] + line + (rest if rest[:1] in ("", "\n", ",", "}", " ") else f"\n{rest}")


def _last_line(node: object) -> int:
    """The last line in which a value stands: a block ends where the next one begins."""
    inner = getattr(node, "value", None)
    if isinstance(inner, list) and inner and not getattr(node, "flow_style", False):
        last = inner[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.line)  # type: ignore[attr-defined]
