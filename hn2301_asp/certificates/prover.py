"""The public programs that write a proof and check it: cadical in a process of its own, dratify in this one.

Neither is asked for where it is missing; that is told.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from msgspec import Struct

#: The prover's name, and how long it may think of one question, in seconds.
PROVER, SECONDS = "cadical", 120
#: A proof of more steps is not checked here, for the checker is slow: it is written out all the same.
MOST_STEPS = 50_000
#: What cadical's exit code says.
_ANSWERS: dict[int, Answer] = {10: "somebody", 20: "nobody"}

Answer = Literal["nobody", "somebody", "unknown"]


class Proof(Struct, frozen=True):
    """What a prover said of some clauses: that they cannot hold together, with the proof."""

    answer: Answer
    text: str = ""

    @property
    def steps(self) -> int:
        return self.text.count("\n")


def prover() -> str | None:
    """The prover with its version; None where it is not installed, or cannot be run."""
    path = shutil.which(PROVER)
    if path is None:
        return None
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return f"{PROVER} {told.stdout.strip()}"


def checker() -> str | None:
    """The checker with its version; None where it is not installed."""
    return f"dratify {version('dratify')}" if find_spec("dratify") is not None else None


def prove(clauses: str) -> Proof:
    """What the prover says of clauses in the format of DIMACS; its proof is text, the same for the same clauses."""
    path = shutil.which(PROVER)
    assert path is not None, "the prover is asked for only where it is installed"
    with tempfile.TemporaryDirectory() as folder:
        question, proof = Path(folder, "question.cnf"), Path(folder, "proof.drat")
        question.write_text(clauses, "utf-8")
        command = [path, "-q", "--no-binary", "-t", str(SECONDS), str(question), str(proof)]
        try:
            ended = subprocess.run(command, capture_output=True, timeout=2 * SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return Proof("unknown")
        answer = _ANSWERS.get(ended.returncode, "unknown")
        return Proof(answer, proof.read_text("ascii") if answer == "nobody" else "")


def accepted(clauses: str, proof: str) -> bool:
    """Whether the checker accepts a proof that clauses cannot hold together."""
    from dratify import check_proof, parse_dimacs

    return bool(check_proof(parse_dimacs(clauses), proof).ok)
