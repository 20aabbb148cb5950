"""One YAML file of the knowledge base: its entries read one by one, and what is wrong with them.

Every entry's keys are known or reported, and an entry of the wrong form is a finding with file
and line, never a traceback. This module does not know what the entries mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, TypeVar

from hn2301_asp.source.bounds import text_findings
from hn2301_asp.source.diagnostics import Finding, InputError, Place, did_you_mean
from hn2301_asp.source.yaml_places import YamlTree
from hn2301_asp.source.yaml_text import documents

_T = TypeVar("_T")

#: What stands in a rule: clingo can read it, and it cannot be more than a name.
NAME = re.compile(r"(?!not\Z)[a-z][A-Za-z0-9_]*")

#: The label of an entry in another language, by its code of two letters.
_LABEL = re.compile(r"label_([a-z]{2})")

#: What reading an entry of an unforeseen form raises.
UNUSABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError)


class Source:
    """One YAML file of the knowledge base, with the findings that reading it gives."""

    def __init__(self, file: str, text: str, tree: YamlTree | None = None) -> None:
        self.file, self.text = file, text
        self.tree = tree or YamlTree(file, text)
        self.findings: list[Finding] = []

    @classmethod
    def of(cls, tree: YamlTree) -> Source:
        """A file, or a part of one."""
        return cls(tree.file, tree.text, tree)

    def data(self) -> Mapping[str, Any]:
        """The file's single mapping; raises InputError where it is none."""
        self._plain()
        return self.tree.data

    def records(self) -> Sequence[Mapping[str, Any]]:
        """The file's records: one mapping, or a list of them; raises InputError where it is neither."""
        self._plain()
        return self.tree.records

    def _plain(self) -> None:
        """Raises InputError where the file is no plain YAML."""
        documents(self.text, self.file)
        if beyond := list(text_findings(self.text, self.file)):
            raise InputError(beyond)

    def report(self, message: str, *path: str | int, code: str = "kb-vocabulary", help: str | None = None) -> None:
        """A finding where the last key of ``path`` stands."""
        self.findings.append(Finding(code, message, self.place(*path), help=help))

    def place(self, *path: str | int) -> Place:
        """Where the last key of a path stands that is there; a number is an item of a list, the first being 0."""
        return self.tree.nearest(*path) if path else Place(self.file)

    def known_keys(self, entry: Mapping[str, Any], keys: Iterable[str], *path: str | int) -> None:
        """Reports the keys that are not allowed; what has a label may have it in other languages too."""
        allowed = sorted(keys)
        for key in entry:
            if key not in allowed and not ("label" in allowed and _LABEL.fullmatch(key)):
                self.report(f"`{key}` is not known here", *path, key, help=did_you_mean(key, allowed))

    def check_name(self, name: str, *path: str) -> None:
        """Reports what cannot stand in a rule: no text of YAML is run as a program."""
        if not NAME.fullmatch(name):
            help = "names begin with a small letter and hold letters, digits and `_`"
            self.report(f"`{name}` cannot be a name in a rule", *path, code="not-a-name", help=help)

    def entries(self, section: Any, *path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The named entries of a section, those that are mappings; others are reported."""
        if not isinstance(section, Mapping):
            self.report(f"`{path[-1]}` must be a mapping of names" if path else "the file must hold names", *path)
            return
        for name, entry in section.items():
            if isinstance(entry, Mapping):
                yield name, entry
            else:
                self.report(f"`{name}` must be a mapping", *path, name)

    def read(
        self, what: str, section: Any, keys: Iterable[str], make: Callable[[str, Mapping[str, Any]], _T], *path: str
    ) -> dict[str, _T]:
        """What ``make`` makes of every entry of a section; one that cannot be read is reported.

        ``what`` names the kind of entry in the message.
        """
        allowed = tuple(keys)
        found: dict[str, _T] = {}
        for name, entry in self.entries(section, *path):
            self.known_keys(entry, allowed, *path, name)
            with self.trying(*path, name, what=f"{what} `{name}`: "):
                found[name] = make(name, entry)
        return found

    @contextmanager
    def trying(self, *path: str | int, what: str = "") -> Iterator[None]:
        """Within it what cannot be read is a finding at a path; ``what`` stands before the reason."""
        try:
            yield
        except UNUSABLE as problem:
            self.report(f"{what}{reason(problem)}", *path)


def reason(problem: Exception) -> str:
    """Why an entry cannot be read, in a person's words."""
    if isinstance(problem, KeyError):
        return f"`{problem.args[0]}` is missing"
    return str(problem) if isinstance(problem, ValueError) else "it is not of the form that is expected here"


def text(entry: Mapping[str, Any], key: str) -> str:
    """A text of an entry, written as a word or a number; raises KeyError or ValueError."""
    value = entry[key]
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal) or value == "":
        raise ValueError(f"`{key}` must be text")
    return str(value)


def optional(entry: Mapping[str, Any], key: str) -> str | None:
    """A text of an entry, or None where the key is not there."""
    return text(entry, key) if key in entry else None


def texts(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of texts of an entry; empty where the key is not there."""
    values = entry.get(key, [])
    if not isinstance(values, list):
        raise ValueError(f"`{key}` must be a list")
    return tuple(text({key: value}, key) for value in values)


def flag(entry: Mapping[str, Any], key: str) -> bool:
    """A yes or no of an entry; no where the key is not there."""
    value = entry.get(key, False)
    if not isinstance(value, bool):
        raise ValueError(f"`{key}` must be true or false")
    return value


def label(name: str, entry: Mapping[str, Any]) -> str:
    """What an entry is called: its `label`, or its name with blanks."""
    return optional(entry, "label") or name.replace("_", " ")


def labels(entry: Mapping[str, Any]) -> dict[str, str]:
    """What an entry is called in other languages, by their codes."""
    return {found.group(1): text(entry, key) for key in entry if (found := _LABEL.fullmatch(key))}


def codes(entry: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The codes of an entry by their system: one code, or a list."""
    return {
        system: tuple(text({system: code}, system) for code in (value if isinstance(value, list) else [value]))
        for system, value in entry.get("codes", {}).items()
    }
