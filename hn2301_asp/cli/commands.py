"""All commands, by their names: one module for each group of them, imported when one of its commands is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final

import click

#: The module of each command; its function is called as the command is, with an underscore for the hyphen.
_HOMES: Final = {
    "amend": "amending",
    "assumptions": "qualifying",
    "check": "knowledge",
    "compare": "amending",
    "explain": "patients",
    "explain-code": "amending",
    "facts": "knowledge",
    "fmt": "formatting",
    "lsp": "editing",
    "new": "knowledge",
    "relax": "cohorts",
    "screen": "tables",
    "synth": "cohorts",
    "test": "knowledge",
    "trace": "tracing",
    "verify": "patients",
}


class _Commands(Mapping[str, click.Command]):
    """The commands by their names."""

    def __getitem__(self, name: str) -> click.Command:
        module = import_module(f"hn2301_asp.cli.{_HOMES[name]}")
        command: click.Command = getattr(module, name.replace("-", "_"))
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)


@click.group(commands=_Commands(), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hn2301-asp", prog_name="hn2301")
def main() -> None:
    """Screen patients against the eligibility criteria of HN2301, and say which rule blocked inclusion.

    Exit codes: 0 done and nothing found; 1 findings (check, fmt, test, trace, verify, amend check);
    2 unusable input, or an output that cannot be written; 3 internal error; 130 interrupted.

    A file to write that holds something else than would be written is left alone, unless --force is
    given; the record of a decision always is. No file is written by a command that fails.
    """
