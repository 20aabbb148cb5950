"""What the speed of other things is measured against."""

from __future__ import annotations

from collections.abc import Callable

import clingo
import pytest

from hn2301_asp.knowledge.files import read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.solver.ground import inputs_program


@pytest.fixture(scope="module")
def fresh() -> Callable[[], None]:
    """A fresh Control from the same rule files with the inputs open, grounded and solved once."""
    files = read_files(shipped_knowledge_base())
    base = load_knowledge_base(files)
    used = {rule.place.file for rule in base.rules}
    texts = [text for name, text in files.texts.items() if name in used]
    inputs = inputs_program(base)

    def run() -> None:
        control = clingo.Control(["--warn=none"])
        for text in texts:
            control.add("base", [], text)
        control.add("base", [], inputs)
        control.ground([("base", [])])
        assert control.solve().satisfiable

    return run
