"""Real files, spoilt token by token: what an author, an editor, an export or an attacker may leave behind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

_TOKEN = re.compile(r"\s+|[A-Za-z_]+|[0-9]+|.", re.DOTALL)
#: What is put into texts: signs of every format that is read, and numbers, words and characters at their edges.
HOSTILE = (
    *("", '"', "'", "#", "%", "%!", "%*", "*%", "[", "]", "{", "}", "(", ")", ":", ":-", ",", ";", ".", "..", "\\"),
    *("\n", "\n  ", "\n- ", "\t", "\r", "\x00", "\x1b[31m", "\u202e", "\ufeff", "\u2028", "\x85", "中", "²", "½", "٣"),
    *("&a", "*a", "!!python/object:os.system", "!x", "|", ">", "~", "---\n", "...\n", "? ", "<<: ", "{}", "[]", "[[]]"),
    *(
        "null",
        "true",
        "no",
        ".inf",
        ".nan",
        "1e999",
        "-1",
        "0",
        "00",
        "0x10",
        "1_000",
        "9" * 20,
        "1" * 401,
        "1/0",
        "0.0",
    ),
    *("≥", "≤", "×", "−", "µ", "ULN", "within", "between", "and", "or", "if never", "not", "^", "=", "/", "…"),
    *("@f(1)", "#script (python)", '#include "x"', "&t{}", "#external x.", "1..500001", "a" * 300, "+1" * 301),
    *("2025-02-30", "10.03.2025", "2025-13", "<0.1", ">=5", "1,5", "1.020", "5 mg mg", "1:80", "</script>", "=1+1"),
)


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    """The text with some tokens left out, doubled, swapped, or replaced by hostile ones."""
    tokens = _TOKEN.findall(text) or [""]
    for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3, 6]))):
        at = draw(st.integers(0, max(len(tokens) - 1, 0)))
        other = draw(st.integers(0, max(len(tokens) - 1, 0)))
        stop = at + draw(st.integers(1, 10))
        kind = draw(st.sampled_from(["out", "twice", "swapped", "as another", "hostile", "moved", "inserted"]))
        if not tokens or kind == "inserted":
            tokens.insert(at, draw(st.sampled_from(HOSTILE)))
        elif kind == "out":
            del tokens[at:stop]
        elif kind == "twice":
            tokens[at:at] = tokens[at:stop]
        elif kind == "swapped":
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif kind == "as another":
            tokens[at] = tokens[other]
        elif kind == "moved":
            tokens[other:other] = tokens[at:stop]
        else:
            tokens[at] = draw(st.sampled_from(HOSTILE))
    return "".join(tokens)


#: Values of JSON at their edges.
LEAVES = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        1.5,
        10**50,
        "",
        "x",
        "\x00",
        "../x",
        [],
        {},
        [[]],
        {"a": 1},
        ["x"],
        "2025-01-01",
        "eligible",
        "5 mg",
    ]
)


@st.composite
def smashed(draw: st.DrawFn, data: Any) -> Any:
    """Plain data with one part left out, called otherwise, or of another kind."""
    if isinstance(data, Mapping) and data:
        name = draw(st.sampled_from(sorted(data)))
        kind = draw(st.sampled_from(["within", "within", "within", "out", "renamed", "replaced"]))
        rest = {key: value for key, value in data.items() if key != name}
        if kind == "out":
            return rest
        if kind == "renamed":
            return {**rest, draw(st.sampled_from(["x", "", "\x00", f"{name}x"])): data[name]}
        return {**data, name: draw(smashed(data[name])) if kind == "within" else draw(LEAVES)}
    if isinstance(data, list) and data:
        at = draw(st.integers(0, len(data) - 1))
        return [*data[:at], draw(smashed(data[at])), *data[at + 1 :]]
    return draw(mutated(data) if isinstance(data, str) and len(data) < 5_000 else LEAVES)
