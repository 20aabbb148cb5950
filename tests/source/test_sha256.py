"""Digests are the standard library's, whichever implementation is at hand."""

from __future__ import annotations

import hashlib
import runpy
import sys

import pytest

from hn2301_asp.source import sha256 as module


@pytest.mark.parametrize("content", [b"", b"hn2301", bytes(range(256)) * 5000])
def test_a_digest_is_the_standard_library_s(content: bytes) -> None:
    assert module.sha256(content).hexdigest() == hashlib.sha256(content).hexdigest()


def test_an_interpreter_without_its_own_takes_the_standard_library_s(monkeypatch: pytest.MonkeyPatch) -> None:
    assert module.__file__ is not None
    for name in ("_sha256", "_sha2"):
        monkeypatch.setitem(sys.modules, name, None)
    assert runpy.run_path(module.__file__)["sha256"] is hashlib.sha256
