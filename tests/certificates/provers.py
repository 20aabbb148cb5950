"""What these tests need: a prover and a checker that are not ours."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

import pytest

PROVER = pytest.mark.skipif(
    shutil.which("cadical") is None or find_spec("dratify") is None,
    reason="there is no prover: apt-get install cadical; pip install dratify",
)
