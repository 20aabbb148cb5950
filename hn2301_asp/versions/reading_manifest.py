"""Reading ``amendment.yaml``: every key known, every value checked, every fault with its place.

What is missing and may be missing (rationale, reason, scope, date) is no fault here: whether an
amendment says enough of itself is asked when it is checked. This module opens no file.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, get_args

from msgspec import Struct

from hn2301_asp.source.criterion_ids import HELP, is_criterion_id
from hn2301_asp.source.diagnostics import Finding, InputError, Place, did_you_mean, one_of
from hn2301_asp.source.entries import Source
from hn2301_asp.versions.manifest import ALL, Acceptance, BaseStatement, Intent, Manifest
from hn2301_asp.versions.terms import REASONS, SCOPES, term

KEYS = tuple(name for name in Manifest.__struct_fields__ if name not in ("places", "file"))
REQUIRED = ("id", "title", "status", "base")
#: A digest is known by its first characters; fewer would not tell two knowledge bases apart.
SHORTEST_DIGEST = 12
_SHORTENED = f"write at least the first {SHORTEST_DIGEST} of its {{}} (0–9, a–f), in quotation marks"


class _Rule(Struct, frozen=True):
    """What a text may be: what is meant by it (None where it cannot be), and what is said then.

    ``words`` are those that it may be, where they are few.
    """

    meant: Callable[[str], str | None]
    problem: str
    help: str
    words: tuple[str, ...] = ()


def _pattern(pattern: str, problem: str, help: str) -> _Rule:
    written_so = re.compile(pattern).fullmatch
    return _Rule(lambda written: written if written_so(written) else None, problem, help)


def _word(what: str, words: Iterable[str]) -> _Rule:
    known = tuple(words)
    return _Rule(lambda written: written if written in known else None, f"`{{}}` is no {what}", _one_of(known), known)


def _coded(what: str, terms: Mapping[str, str]) -> _Rule:
    """A term of ICH M11, in its own capitals."""
    problem = f"`{{}}` is no {what} of ICH M11"
    return _Rule(lambda written: term(written, terms), problem, _one_of(tuple(terms)), tuple(terms))


def _one_of(words: tuple[str, ...]) -> str:
    return f"it is one of {one_of(words, 20)}"


def _day(written: str) -> str | None:
    try:
        datetime.date.fromisoformat(written)
    except ValueError:
        return None
    return written if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written) else None


_ID = _pattern(
    r"[A-Z][A-Z0-9]*[0-9]",
    "`{}` cannot be the id of an amendment",
    "an id is capital letters and a number, as `A01`",
)
_STATUS = _word("status", ("proposed", "approved"))
_DAY = _Rule(_day, "`{}` is no date", "a date is written as YYYY-MM-DD")
_DIGEST = _pattern(rf"[0-9a-f]{{{SHORTEST_DIGEST},64}}", "`{}` is no digest", _SHORTENED.format("64 characters"))
_INTENT = _word("intent", get_args(Intent))
_REASON, _SCOPE = _coded("reason", REASONS), _coded("scope", SCOPES)
_CODE = _pattern(r"AM[0-9]{2}", "`{}` is no code of a finding", "a code is `AM` and two digits, as `AM13`")
_ACCEPTED = ("code", "where", "why")


def read_manifest(text: str, file: str) -> Manifest:
    """The statements of an amendment; raises InputError with every fault and a caret under it."""
    reader = _Reader(file, text)
    data = reader.found = reader.data()
    reader.keys(KEYS)
    for key in REQUIRED:
        if data.get(key) in (None, ""):
            place = reader.place(key) if key in data else reader.top
            reader.tell(f"the amendment states no `{key}`", place, f"add a line `{key}: …`")
    found: dict[str, Any] = {
        "id": reader.words("id", rule=_ID),
        "title": reader.words("title"),
        "status": reader.words("status", rule=_STATUS),
        "base": reader.base(),
        "date": reader.words("date", rule=_DAY),
        "effective": reader.words("effective", rule=_DAY),
        "approvals": reader.approvals(),
        "rationale": reader.words("rationale"),
        "reason": reader.words("reason", rule=_REASON),
        "scope": reader.words("scope", rule=_SCOPE),
        "documents": reader.listed("documents"),
        "enrolled": reader.enrolled(),
        "intent": reader.intent(),
        "accepts": reader.accepts(),
        "removes": reader.removes(),
        "renames": reader.renames(),
    }
    if reader.findings:
        raise InputError(sorted(reader.findings, key=lambda finding: finding.place.line or 0))
    return Manifest(**found, places=reader.places(), file=file)


class _Reader(Source):
    """The values of ``amendment.yaml``, one method a kind; a fault is told with its exact place."""

    found: Mapping[str, Any]

    @property
    def top(self) -> Place:
        first = self.tree.lines[0]
        return Place(self.file, 1, 1, len(first) + 1, first)

    def refuse(self, message: str, *path: str | int, help: str | None = None) -> None:
        """A finding at the value of a path."""
        self.tell(message, self.tree.value(*path), help)

    def tell(self, message: str, place: Place, help: str | None = None) -> None:
        """A finding at a place."""
        self.findings.append(Finding("amendment", message, place, help=help))

    def places(self) -> dict[str, Place]:
        """Where each key stands, each criterion of the intent (``intent.IN-7``), and what is said of the base."""
        found = {key: self.place(key) for key in self.found}
        found |= {f"intent.{name}": self.place("intent", name) for name in self.value("intent") or {}}
        found |= {f"base.{key}": self.tree.value("base", key) for key in self.found["base"]}
        after = self.value("base", "after") or []
        return {**found, **{f"base.after.{n}": self.place("base", "after", n) for n in range(len(after))}}

    def value(self, *path: str | int) -> Any:
        """The value at a path; None where there is none."""
        value: Any = self.found
        for step in path:
            value = value[step] if isinstance(step, int) else value.get(step) if isinstance(value, Mapping) else None
        return value

    def written(self, *path: str | int) -> str:
        """A value as it stands in the file."""
        place = self.tree.value(*path)
        return (place.text or "")[(place.column or 1) - 1 : (place.end_column or 1) - 1]

    def keys(self, known: Collection[str], *path: str | int) -> None:
        """Reports the keys that are not known."""
        for key in self.value(*path):
            if key not in known:
                help = did_you_mean(key, known) or f"known are {one_of(tuple(known), 20)}"
                self.tell(f"`{key}` is not known here", self.place(*path, key), help)

    def words(self, *path: str | int, rule: _Rule | None = None) -> str | None:
        """The text at a path with single blanks, as its rule has it; None where it is not given or cannot be."""
        value = self.value(*path)
        if value is not None and not isinstance(value, str):
            self.refuse(f"`{path[-1]}` must be text", *path, help="put it in quotation marks")
            return None
        written = " ".join((value or "").split()) or None
        if written is None or rule is None:
            return written
        if (meant := rule.meant(written)) is None:
            help = did_you_mean(written, rule.words) or rule.help
            self.refuse(rule.problem.format(written), *path, help=help)
        return meant

    def mapping(self, *path: str, of: str = "names") -> Mapping[str, Any]:
        """A mapping; empty where it is not given or is none."""
        value = self.value(*path)
        if value is None or isinstance(value, Mapping):
            return value or {}
        self.refuse(f"`{path[-1]}` must be a mapping of {of}", *path)
        return {}

    def items(self, *path: str) -> Iterator[tuple[int, Any]]:
        """The items of a list with their numbers; none where it is not given or is none."""
        value = self.value(*path)
        if isinstance(value, list):
            yield from enumerate(value)
        elif value is not None:
            self.refuse(f"`{path[-1]}` must be a list", *path, help="write it as `[…]`, or one item a line")

    def listed(self, *path: str) -> tuple[str, ...]:
        """A list of texts."""
        found = []
        for number, item in self.items(*path):
            if _is_name(item):
                found.append(" ".join(item.split()))
            else:
                self.refuse(f"an item of `{path[-1]}` must be text", *path, number)
        return tuple(found)

    def base(self) -> BaseStatement:
        """The base that the amendment was written for."""
        if base := self.mapping("base"):
            self.keys(("version", "digest", "after", "items"), "base")
        for key in ("version", "digest") if isinstance(self.value("base"), Mapping) else ():
            if base.get(key) in (None, ""):
                self.tell(f"the base states no `{key}`", self.place("base"))
        version, digest = self.words("base", "version"), self.words("base", "digest", rule=_DIGEST)
        after = self.listed("base", "after")
        return BaseStatement(version or "", digest or "", after, self.place("base"), self.base_items())

    def base_items(self) -> dict[str, dict[str, tuple[str, Place]]]:
        """The digests of the base's items that the amendment replaces or takes away."""
        found: dict[str, dict[str, tuple[str, Place]]] = {}
        for file, items in self.mapping("base", "items", of="files").items():
            if not isinstance(items, Mapping):
                self.refuse(f"the items of `{file}` must be a mapping of names", "base", "items", file)
                continue
            found[file] = {}
            for name in items:
                at = ("base", "items", file, name)
                if (digest := self.words(*at)) is not None and _DIGEST.meant(digest):
                    found[file][name] = (digest, self.place(*at))
                else:
                    help = _SHORTENED.format("characters")
                    self.refuse(_DIGEST.problem.format(self.written(*at)), *at, help=help)
        return found

    def removes(self) -> dict[str, dict[str, Place]]:
        """The base's items that go, by their files; a file goes as a whole by the word `all`."""
        found: dict[str, dict[str, Place]] = {}
        for file, items in self.mapping("removes", of="files").items():
            if items == ALL:
                found[file] = {ALL: self.tree.value("removes", file)}
            elif isinstance(items, list) and items:
                found[file] = {}
                for number, item in enumerate(items):
                    if _is_name(item):
                        found[file][item] = self.place("removes", file, number)
                    else:
                        self.refuse("an item that goes is named by a text", "removes", file, number)
            else:
                help = f"list the items that go, as `[platelets_adequate]`; or `{ALL}` for the file"
                self.refuse(f"nothing is named that goes of `{file}`", "removes", file, help=help)
        return found

    def renames(self) -> dict[str, dict[str, tuple[str, Place]]]:
        """The new names of the base's items, by their files and old names."""
        found: dict[str, dict[str, tuple[str, Place]]] = {}
        for file, items in self.mapping("renames", of="files").items():
            if isinstance(items, Mapping) and items and all(map(_is_name, items.values())):
                found[file] = {old: (new, self.place("renames", file, old)) for old, new in items.items()}
            else:
                self.refuse(f"no new names are given for `{file}`", "renames", file, help="write `{old: new}`")
        return found

    def approvals(self) -> dict[str, str]:
        """The day of approval by site."""
        found = {}
        for site, value in self.mapping("approvals").items():
            if value is None:
                self.refuse(f"the site `{site}` has no date", "approvals", site)
            elif day := self.words("approvals", site, rule=_DAY):
                found[site] = day
        return found

    def enrolled(self) -> int | None:
        """How many were enrolled when the amendment was written."""
        value = self.value("enrolled")
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value
        message = f"`{self.written('enrolled')}` is no number of participants"
        self.refuse(message, "enrolled", help="write a whole number, as `4`")
        return None

    def intent(self) -> dict[str, str | None]:
        """What the amendment declares of each criterion."""
        found = {}
        for name, value in self.mapping("intent").items():
            if not is_criterion_id(name):
                self.tell(f"`{name}` cannot be the id of a criterion", self.place("intent", name), HELP)
            if value is None:
                self.refuse(f"nothing is declared of `{name}`", "intent", name, help=_INTENT.help)
            found[name] = self.words("intent", name, rule=_INTENT)
        return found

    def accepts(self) -> tuple[Acceptance, ...]:
        """The findings that the authors accept on purpose."""
        found = []
        for number, item in self.items("accepts"):
            at = ("accepts", number)
            if not isinstance(item, Mapping):
                self.refuse("an acceptance names its `code`, `where` and `why`", *at)
                continue
            self.keys(_ACCEPTED, *at)
            code, where, why = (self.words(*at, key) for key in _ACCEPTED)
            for key in _ACCEPTED:
                if item.get(key) in (None, ""):
                    self.refuse(f"the acceptance states no `{key}`", *at)
            if code and self.words(*at, "code", rule=_CODE) and where and why:
                found.append(Acceptance(code, where, why, self.place(*at)))
        return tuple(found)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
