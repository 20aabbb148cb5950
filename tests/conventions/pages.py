"""Pages that authors read: their blocks are done one after the other, and show what really comes out.

A ``diff`` block changes one file of ``kb/``; a ``console`` block is a command and what it prints, up to a line
that begins with ``…`` where the page leaves the rest out.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from hn2301_asp.cli.commands import main

_BLOCK = re.compile(r"^```(diff|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page: str) -> list[tuple[str, str]]:
    """The kind and the text of every block that is done."""
    return _BLOCK.findall(page)


def edit(kb: Path, text: str) -> None:
    """Changes one file: lines with a minus stand there once, and become those with a plus; or it is new."""
    file, *lines = text.splitlines()
    path = kb / file.removeprefix("--- ")
    before, after = ("".join(f"{line[1:]}\n" for line in lines if line[0] == sign) for sign in "-+")
    content = path.read_text(encoding="utf-8") if before else ""
    assert content.count(before) == 1 if before else not path.exists(), text
    path.write_text(content.replace(before, after) if before else after, encoding="utf-8")


def printed(command: str) -> str:
    """What a command line prints, run where the process stands."""
    return CliRunner().invoke(main, shlex.split(command.removeprefix("$ hn2301 "))).stdout


def same(shown: str, out: str) -> bool:
    """Whether a page shows what came out, or its beginning."""
    beginning, cut, _ = shown.partition("…\n")
    return out.startswith(beginning) if cut else out == shown


def accepted(page: str, outs: list[str]) -> str:
    """The page with what came out of its commands; where it leaves the rest out, as many lines as before."""
    left = iter(outs)

    def put(block: re.Match[str]) -> str:
        if block[1] == "diff":
            return block[0]
        command, _, shown = block[2].partition("\n")
        out = next(left)
        beginning, cut, _ = shown.partition("…\n")
        if cut:
            out = "".join(out.splitlines(keepends=True)[: beginning.count("\n")]) + "…\n"
        return f"```console\n{command}\n{out}```"

    return _BLOCK.sub(put, page)
