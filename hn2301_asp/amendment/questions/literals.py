"""The conditions of a rule, one by one, and their contraries. Knows no protocol and solves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hn2301_asp.knowledge.rules import Rule

_COMPARED = re.compile(r"(?<![<>=!])(<=|>=|!=|<|>|=)(?![<>=])")
#: What a comparator becomes where it is denied, and where it is turned round.
_DENIED = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "=": "!=", "!=": "="}
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def conditions(rule: Rule) -> tuple[str, ...]:
    """The conditions of a rule's body, as clingo writes them."""
    first = rule.program.split("\n", 1)[0]
    body = first.partition(" :- ")[2].removesuffix(".")
    return _parted(body, ";")


def written(rule: Rule) -> tuple[str, ...]:
    """The same conditions, in the same order, as the author wrote them."""
    return _parted(rule.source.partition(":-")[2].rstrip(" ."), ",;")


def _parted(body: str, separators: str) -> tuple[str, ...]:
    """A body at its separators, but for those inside brackets and quotes."""
    parts, depth, quoted = [""], 0, False
    for sign in body:
        quoted ^= sign == '"'
        depth += 0 if quoted else (sign in "({[") - (sign in ")}]")
        if sign in separators and not depth and not quoted:
            parts.append("")
        else:
            parts[-1] += sign
    return tuple(part.strip() for part in parts if part.strip())


def contraries(condition: str) -> Iterator[str]:
    """A condition with `not` put before it or taken away, or its comparison denied or turned round."""
    yield condition.removeprefix("not ") if condition.startswith("not ") else f"not {condition}"
    outside = re.sub(r"\{.*\}|\"[^\"]*\"", lambda found: " " * len(found.group()), condition)
    for found in _COMPARED.finditer(outside):
        for table in (_DENIED, _TURNED):
            if found.group() in table:
                yield condition[: found.start()] + table[found.group()] + condition[found.end() :]


def turned(before: Rule, after: Rule) -> tuple[str, str] | None:
    """The one condition in which two rules of one head differ, where each is the other's contrary, as written."""
    there, here = conditions(before), conditions(after)
    gone, come = list(there), list(here)
    for condition in there:
        if condition in come:
            gone.remove(condition)
            come.remove(condition)
    if before.head_text != after.head_text or len(gone) != 1 or len(come) != 1:
        return None
    return (_as_written(before, gone[0]), _as_written(after, come[0])) if come[0] in contraries(gone[0]) else None


def _as_written(rule: Rule, condition: str) -> str:
    known, told = conditions(rule), written(rule)
    return told[known.index(condition)] if len(known) == len(told) else condition
