"""A knowledge base checked again after an edit: what was kept of the other files changes no finding."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from hn2301_asp.check import check
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.source import kept
from hn2301_asp.source.diagnostics import Finding

from .edits import edited, shipped
from .test_check import BAD


def _fresh(files: KnowledgeBaseFiles) -> list[Finding]:
    """The findings where nothing was read before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HN2301_CACHE", "off")
        patch.setattr(kept, "_MEMORY", {})
        return check(files)


def slip(text: str, drawn: random.Random) -> str:
    """A text with one slip: a sign more or less, a line twice or gone, words changed about."""
    lines = text.split("\n")
    at = drawn.randrange(len(lines))
    line = lines[at]
    kind = drawn.randrange(5)
    if kind == 0 and line:
        cut = drawn.randrange(len(line))
        lines[at] = line[:cut] + line[cut + 1 :]
    elif kind == 1:
        cut = drawn.randrange(len(line) + 1)
        lines[at] = line[:cut] + drawn.choice('0.,:"%≥ a') + line[cut:]
    elif kind == 2:
        lines.insert(at, line)
    elif kind == 3:
        del lines[at]
    else:
        words = line.split(" ")
        drawn.shuffle(words)
        lines[at] = " ".join(words)
    return "\n".join(lines)


def test_keystroke_after_keystroke_the_findings_are_those_of_a_first_check(sample: Callable[[int], int]) -> None:
    """Edits of every file follow each other, some taken back: whatever was kept, the answer is that of files alone."""
    drawn = random.Random(23)
    texts = dict(shipped().texts)
    history = [texts]
    seen: set[str] = set()
    for _ in range(sample(240)):
        if drawn.random() < 0.3:
            texts = dict(drawn.choice(history))
        file = drawn.choice([name for name in texts if not name.startswith("scenarios/")])
        texts = {**texts, file: slip(texts[file], drawn)}
        history.append(texts)
        files = replace(shipped(), texts=texts, digest=digest(texts))
        findings = check(files)
        assert findings == _fresh(files)
        assert findings == check(files)
        seen |= {finding.code for finding in findings}
    assert len(seen) > 3


@pytest.mark.parametrize("name", list(BAD)[::12])
def test_a_case_after_the_shipped_one_and_back_again(name: str) -> None:
    broken = edited(BAD[name].edits)
    assert check(shipped()) == []
    assert check(broken) == _fresh(broken)
    assert check(shipped()) == []
