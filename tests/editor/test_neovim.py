"""The server in a real editor: Neovim, without a screen, set up by the file that its page tells to take."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.editor.conftest import ROOT

pytestmark = [
    pytest.mark.neovim,
    pytest.mark.skipif(shutil.which("nvim") is None, reason="Neovim is not installed"),
]
SETUP = ROOT / "grammar" / "editors" / "neovim" / "hn2301.lua"


def driven(kb: Path, told: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What Neovim says when it is driven on a threshold file."""
    command = ["nvim", "--headless", "-u", "NONE", "-i", "NONE", "-n", "--cmd", "set hidden"]
    environment = {**os.environ, "HN2301_TOLD": str(told), "XDG_STATE_HOME": str(told.parent), "HOME": str(told.parent)}
    file = str(kb / "criteria" / "in7_organ_function.thr")
    return subprocess.run(
        [*command, *words, "--cmd", f"luafile {SETUP}", file],
        capture_output=True,
        text=True,
        env=environment,
        timeout=300,
        check=False,
    )


def test_an_author_types_reads_undoes_and_renames(kb: Path, tmp_path: Path) -> None:
    program = tmp_path / "hn2301"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "from hn2301_asp.cli import run; run()" "$@"\n')
    program.chmod(0o755)
    drive = f"luafile {Path(__file__).with_name('neovim.lua')}"
    done = driven(kb, tmp_path / "told.json", "--cmd", f"let g:hn2301 = '{program}'", "-c", drive)
    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))
    assert "problem" not in told, (told, done.stderr)
    message, line, start, end, code = told["finding"]
    assert message.startswith("the quote says `≥0.8×10^9/L`, the threshold says `≥ 1.0 ×10^9/L`: another number")
    assert (line, code) == (3, "KB102")
    # Neovim counts bytes: three for each of the two signs.
    bytes_of = told["line"].encode()
    assert (start, end) == (bytes_of.index("≥ 0.8".encode()), len(told["line"][:44].encode()))
    assert told["hover"].startswith("`alc_adequate` a threshold of IN-7, organ function")
    assert told["renamed"].startswith("lymphocytes_adequate  ")
    assert told["rule"] == "bone_marrow :- anc_adequate, lymphocytes_adequate, hemoglobin_adequate."


def test_without_the_program_it_says_what_to_install(kb: Path, tmp_path: Path) -> None:
    missing = ["--cmd", "let g:hn2301 = '/nowhere/hn2301'", "-c", "qall!"]
    done = driven(kb, tmp_path / "told.json", *missing)
    assert 'The program `/nowhere/hn2301` is not found: pip install "hn2301-asp[editor]"' in done.stderr
