"""Reading ``amendment.yaml``: every key known, every value checked, every fault with its place.

What is missing and may be missing (rationale, reason, scope, date) is no fault here: whether an
amendment says enough of itself is asked when it is checked. This module opens no file.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from hn2301_asp.source.diagnostics import Finding, InputError, Place, did_you_mean, one_of
from hn2301_asp.source.entries import Source
from hn2301_asp.versions.manifest import ALL, Acceptance, BaseStatement, Intent, Manifest
from hn2301_asp.versions.terms import REASONS, SCOPES, term

KEYS = (
    "id",
    "title",
    "status",
    "base",
    "date",
    "effective",
    "approvals",
    "rationale",
    "reason",
    "scope",
    "documents",
    "enrolled",
    "intent",
    "accepts",
    "removes",
    "renames",
)
REQUIRED = ("id", "title", "status", "base")
STATUSES = ("proposed", "approved")
#: A digest is known by its first characters; fewer would not tell two knowledge bases apart.
SHORTEST_DIGEST = 12

_ID = re.compile(r"[A-Z][A-Z0-9]*[0-9]")
_CRITERION = re.compile(r"[A-Z]+-[0-9]+")
_CODE = re.compile(r"AM[0-9]{2}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGEST = re.compile(rf"[0-9a-f]{{{SHORTEST_DIGEST},64}}")
_SHORTENED = f"write at least the first {SHORTEST_DIGEST} of its {{}} (0–9, a–f), in quotation marks"


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def read_manifest(text: str, file: str) -> Manifest:
    """The statements of an amendment; raises InputError with every fault and a caret under it."""
    source = _ManifestText(file, text)
    data = source.data()
    reader = _Reader(source, data)
    found: dict[str, Any] = {
        "id": reader.identifier(),
        "title": reader.words("title"),
        "status": reader.choice("status", STATUSES),
        "base": reader.base(),
        "date": reader.date("date"),
        "effective": reader.date("effective"),
        "approvals": reader.approvals(),
        "rationale": reader.words("rationale"),
        "reason": reader.coded("reason", REASONS),
        "scope": reader.coded("scope", SCOPES),
        "documents": reader.listed("documents"),
        "enrolled": reader.enrolled(),
        "intent": reader.intent(),
        "accepts": reader.accepts(),
        "removes": reader.removes(),
        "renames": reader.renames(),
    }
    if source.findings:
        raise InputError(sorted(source.findings, key=lambda finding: finding.place.line or 0))
    return Manifest(**found, places=source.places(data), file=file)


class _ManifestText(Source):
    """The text of ``amendment.yaml``, with exact places of its keys and values."""

    @property
    def top(self) -> Place:
        first = self.tree.lines[0]
        return Place(self.file, 1, 1, len(first) + 1, first)

    def written(self, *path: str | int) -> str:
        """A value as it stands in the file."""
        place = self.tree.value(*path)
        return (place.text or "")[(place.column or 1) - 1 : (place.end_column or 1) - 1]

    def refuse(self, message: str, *path: str | int, help: str | None = None) -> None:
        """A finding at the value of a path."""
        self.tell(message, self.tree.value(*path), help)

    def tell(self, message: str, place: Place, help: str | None = None) -> None:
        """A finding at a place."""
        self.findings.append(Finding("amendment", message, place, help=help))

    def places(self, data: Mapping[str, Any]) -> dict[str, Place]:
        """Where each key stands, each criterion of the intent (``intent.IN-7``), and what is said of the base."""
        found = {key: self.place(key) for key in data}
        found |= {f"intent.{name}": self.place("intent", name) for name in data.get("intent") or {}}
        found |= {f"base.{key}": self.tree.value("base", key) for key in data["base"]}
        after = data["base"].get("after") or []
        return {**found, **{f"base.after.{n}": self.place("base", "after", n) for n in range(len(after))}}


class _Reader:
    """The values of a manifest, one method a kind; faults go to the source."""

    def __init__(self, source: _ManifestText, data: Mapping[str, Any]) -> None:
        self.source = source
        self.data = data
        self.keys(data, KEYS)
        for key in REQUIRED:
            if data.get(key) in (None, ""):
                message = f"the amendment states no `{key}`"
                source.tell(message, source.place(key) if key in data else source.top, f"add a line `{key}: …`")

    def keys(self, data: Mapping[str, Any], known: Iterable[str], *path: str | int) -> None:
        """Reports the keys that are not known."""
        known = tuple(known)
        for key in data:
            if key not in known:
                help = did_you_mean(key, known) or f"known are {one_of(known, 20)}"
                self.source.tell(f"`{key}` is not known here", self.source.place(*path, key), help)

    def text_at(self, *path: str | int) -> str | None:
        """The text at a path with single blanks, or None where it is not given or not text."""
        value = self.data
        for step in path:
            value = value[step]  # type: ignore[index]
        if value is None:
            return None
        if isinstance(value, str):
            return " ".join(value.split()) or None
        self.source.refuse(f"`{path[-1]}` must be text", *path, help="put it in quotation marks")
        return None

    def words(self, key: str) -> str | None:
        return self.text_at(key) if key in self.data else None

    def identifier(self) -> str | None:
        written = self.words("id")
        if written is not None and not _ID.fullmatch(written):
            help = "an id is capital letters and a number, as `A01`"
            self.source.refuse(f"`{written}` cannot be the id of an amendment", "id", help=help)
        return written

    def choice(self, key: str, allowed: Iterable[str], *path: str) -> str | None:
        """One of a few words."""
        allowed = tuple(allowed)
        at = (*path, key)
        written = self.text_at(*at) if path or key in self.data else None
        if written is not None and written not in allowed:
            help = did_you_mean(written, allowed) or f"it is one of {one_of(allowed)}"
            self.source.refuse(f"`{written}` is no {path[-1] if path else key}", *at, help=help)
        return written

    def coded(self, key: str, terms: Mapping[str, str]) -> str | None:
        """A term of ICH M11, in its own capitals."""
        written = self.words(key)
        if written is None:
            return None
        found = term(written, terms)
        if found is None:
            help = did_you_mean(written, terms) or f"it is one of {one_of(tuple(terms), 20)}"
            self.source.refuse(f"`{written}` is no {key} of ICH M11", key, help=help)
        return found

    def date(self, *path: str) -> str | None:
        """A date that exists, as written."""
        if len(path) == 1 and path[0] not in self.data:
            return None
        written = self.text_at(*path)
        if written is None:
            return None
        try:
            if not _DATE.fullmatch(written):
                raise ValueError
            datetime.date.fromisoformat(written)
        except ValueError:
            self.source.refuse(f"`{written}` is no date", *path, help="a date is written as YYYY-MM-DD")
        return written

    def mapping(self, key: str) -> Mapping[str, Any]:
        """A mapping of names; empty where it is not given or is none."""
        value = self.data.get(key)
        if value is None or isinstance(value, Mapping):
            return value or {}
        self.source.refuse(f"`{key}` must be a mapping of names", key)
        return {}

    def items(self, *path: str) -> list[Any]:
        """A list; empty where it is not given or is none."""
        value: Any = self.data
        for key in path:
            value = value.get(key)
        if value is None or isinstance(value, list):
            return value or []
        self.source.refuse(f"`{path[-1]}` must be a list", *path, help="write it as `[…]`, or one item a line")
        return []

    def listed(self, *path: str) -> tuple[str, ...]:
        """A list of texts."""
        found = []
        for index, item in enumerate(self.items(*path)):
            if isinstance(item, str) and item.strip():
                found.append(" ".join(item.split()))
            else:
                self.source.refuse(f"an item of `{path[-1]}` must be text", *path, index)
        return tuple(found)

    def base(self) -> BaseStatement:
        """The base that the amendment was written for."""
        base = self.mapping("base")
        if self.data.get("base") is not None:
            self.keys(base, ("version", "digest", "after", "items"), "base")
            for key in ("version", "digest"):
                if base.get(key) is None and isinstance(self.data["base"], Mapping):
                    self.source.tell(f"the base states no `{key}`", self.source.place("base"))
        version = self.text_at("base", "version") if base.get("version") is not None else None
        digest = self.text_at("base", "digest") if base.get("digest") is not None else None
        if digest is not None and not _DIGEST.fullmatch(digest):
            self.source.refuse(f"`{digest}` is no digest", "base", "digest", help=_SHORTENED.format("64 characters"))
        after = self.listed("base", "after") if base else ()
        return BaseStatement(version or "", digest or "", after, self.source.place("base"), self._items(base))

    def _items(self, base: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, Place]]]:
        """The digests of the base's items that the amendment replaces or takes away."""
        found: dict[str, dict[str, tuple[str, Place]]] = {}
        for file, items in self._by_file(base.get("items"), "base", "items"):
            if isinstance(items, Mapping):
                found[file] = {}
                for name in items:
                    at = ("base", "items", file, name)
                    digest = self.text_at(*at)
                    if digest is not None and _DIGEST.fullmatch(digest):
                        found[file][name] = (digest, self.source.place(*at))
                        continue
                    help = _SHORTENED.format("characters")
                    self.source.refuse(f"`{self.source.written(*at)}` is no digest", *at, help=help)
            else:
                self.source.refuse(f"the items of `{file}` must be a mapping of names", "base", "items", file)
        return found

    def removes(self) -> dict[str, dict[str, Place]]:
        """The base's items that go, by their files; a file goes as a whole by the word `all`."""
        found: dict[str, dict[str, Place]] = {}
        for file, items in self._by_file(self.data.get("removes"), "removes"):
            if items == ALL:
                found[file] = {ALL: self.source.tree.value("removes", file)}
            elif isinstance(items, list) and items:
                names = {item: self.source.place("removes", file, n) for n, item in enumerate(items) if _is_name(item)}
                found[file] = names
                for number, item in enumerate(items):
                    if not _is_name(item):
                        self.source.refuse("an item that goes is named by a text", "removes", file, number)
            else:
                help = f"list the items that go, as `[alc_adequate]`; or `{ALL}` for the file"
                self.source.refuse(f"nothing is named that goes of `{file}`", "removes", file, help=help)
        return found

    def renames(self) -> dict[str, dict[str, tuple[str, Place]]]:
        """The new names of the base's items, by their files and old names."""
        found: dict[str, dict[str, tuple[str, Place]]] = {}
        for file, items in self._by_file(self.data.get("renames"), "renames"):
            if isinstance(items, Mapping) and items and all(_is_name(name) for name in items.values()):
                found[file] = {old: (new, self.source.place("renames", file, old)) for old, new in items.items()}
            else:
                help = "write `{old: new}`"
                self.source.refuse(f"no new names are given for `{file}`", "renames", file, help=help)
        return found

    def _by_file(self, value: Any, *path: str) -> Iterable[tuple[str, Any]]:
        """What is said of each file; nothing where nothing is."""
        if value is None:
            return
        if not isinstance(value, Mapping):
            self.source.refuse(f"`{path[-1]}` must be a mapping of files", *path)
            return
        yield from value.items()

    def approvals(self) -> dict[str, str]:
        """The day of approval by site."""
        found = {}
        for site in self.mapping("approvals"):
            day = self.date("approvals", site)
            if day is not None:
                found[site] = day
            elif self.data["approvals"][site] is None:
                self.source.refuse(f"the site `{site}` has no date", "approvals", site)
        return found

    def enrolled(self) -> int | None:
        """How many were enrolled when the amendment was written."""
        value = self.data.get("enrolled")
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value
        written = self.source.written("enrolled")
        self.source.refuse(f"`{written}` is no number of participants", "enrolled", help="write a whole number, as `4`")
        return None

    def intent(self) -> dict[str, Any]:
        """What the amendment declares of each criterion."""
        found = {}
        for name in self.mapping("intent"):
            if not _CRITERION.fullmatch(name):
                message = f"`{name}` cannot be the id of a criterion"
                self.source.tell(message, self.source.place("intent", name), "an id is of the form IN-7 or EX-12")
            found[name] = self.choice(name, get_args(Intent), "intent")
            if self.data["intent"][name] is None:
                help = f"it is one of {one_of(get_args(Intent))}"
                self.source.refuse(f"nothing is declared of `{name}`", "intent", name, help=help)
        return found

    def accepts(self) -> tuple[Acceptance, ...]:
        """The findings that the authors accept on purpose."""
        found = []
        for index, item in enumerate(self.items("accepts")):
            if not isinstance(item, Mapping):
                self.source.refuse("an acceptance names its `code`, `where` and `why`", "accepts", index)
                continue
            self.keys(item, ("code", "where", "why"), "accepts", index)
            said = {key: self.text_at("accepts", index, key) for key in ("code", "where", "why") if key in item}
            for key in ("code", "where", "why"):
                if item.get(key) is None or item.get(key) == "":
                    self.source.refuse(f"the acceptance states no `{key}`", "accepts", index)
            code = said.get("code")
            if code is not None and not _CODE.fullmatch(code):
                help = "a code is `AM` and two digits, as `AM13`"
                self.source.refuse(f"`{code}` is no code of a finding", "accepts", index, "code", help=help)
            if all(said.get(key) for key in ("code", "where", "why")):
                place = self.source.place("accepts", index)
                found.append(Acceptance(str(code), str(said["where"]), str(said["why"]), place))
        return tuple(found)
