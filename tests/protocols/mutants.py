"""Small changes of a knowledge base that its scenarios must notice: limits, comparators, literals and rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_LIMIT = re.compile(r"(?P<sign>≥|≤|<|>)\s*(?P<number>−?\d+(?:\.\d+)?)")
#: Ordered grades, as far as limits name them.
_GRADES = ("I", "II", "III", "IV")
_GRADE = re.compile(r"(?P<sign>≥|≤|<|>)\s*(?P<number>I{1,3}|IV)\b")
#: A window: its time, or half-lives and a time.
_WINDOW = re.compile(r"within (?:(?P<which>longer|shorter) of )?(?P<number>\d+) [\w-]+(?: or (?P<second>\d+))?")
#: Which measurements count, where the vocabulary says it.
_COUNTING = re.compile(r"\b(?:apart|within|occasions): (?P<number>\d+)")
_OTHER = {"≥": ">", ">": "≥", "≤": "<", "<": "≤"}
_RULE = re.compile(r"^(?P<head>[a-z].*?)\s*:-\s*(?P<body>.+)\.$")
_COUNT = re.compile(r"#count \{ (?P<what>\w+) : (?P<inner>.+) \} >= (?P<number>\d+)")


def mutants(texts: Mapping[str, str], base: Mapping[str, str] | None = None) -> Iterator[tuple[str, str, str]]:
    """What was changed, the file, and its text then; of a protocol with a ``base`` only in lines that this has not."""
    for file, text in sorted(texts.items()):
        known = frozenset((base or {}).get(file, "").split("\n"))
        kind = file.partition("/")[0]
        if kind == "criteria":
            changes = _limits(text, known) if file.endswith(".thr") else _rules(text, known)
        elif kind == "vocabulary":
            changes = _counting(text, known)
        else:
            continue
        for number, (what, changed) in enumerate(changes):
            yield f"{file} {number}: {what}", file, changed


def _counting(text: str, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """What says which measurements count, by one more and one less."""
    for found in _COUNTING.finditer(text):
        if _line(text, found.start()) not in known:
            yield from _shifted(text, found, "number")


def _limits(text: str, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Each limit a little higher and a little lower, and with the comparator that differs at it alone; windows too."""
    bare = re.sub(r'"[^"]*"', lambda quote: " " * len(quote.group()), text)
    for found in (*_LIMIT.finditer(bare), *_GRADE.finditer(bare)):
        if _line(text, found.start()) in known:
            continue
        sign = found["sign"]
        yield f"{_OTHER[sign]} {found['number']}", _with(text, found, "sign", _OTHER[sign])
        yield from _shifted(text, found, "number")
    for found in _WINDOW.finditer(bare):
        if _line(text, found.start()) in known:
            continue
        yield from _shifted(text, found, "number")
        if found["which"]:
            other = {"longer": "shorter", "shorter": "longer"}[found["which"]]
            yield f"{other} of", _with(text, found, "which", other)
            yield from _shifted(text, found, "second")


def _line(text: str, at: int) -> str:
    """The line in which something stands."""
    return text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]


def _with(text: str, found: re.Match[str], part: str, other: str) -> str:
    return text[: found.start(part)] + other + text[found.end(part) :]


def _shifted(text: str, found: re.Match[str], part: str) -> Iterator[tuple[str, str]]:
    """A number by one of its last digit more and less, a grade by the next ones."""
    number = found[part]
    for shift in (-1, 1):
        moved = _GRADES[(_GRADES.index(number) + shift) % len(_GRADES)] if number in _GRADES else _moved(number, shift)
        yield f"{found.group()} with {moved}", _with(text, found, part, moved)


def _moved(number: str, shift: int) -> str:
    """A number by one of its last digit more or less."""
    places = len(number.partition(".")[2])
    scaled = round(float(number.replace("−", "-")) * 10**places) + shift
    return (f"{scaled / 10**places:.{places}f}" if places else f"{scaled}").replace("-", "−")


def _rules(text: str, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Each rule left out, each of its literals left out, and each turned into its contrary."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line in known or not re.match(r"[a-z].*\.$", line):
            continue
        yield f"without {line}", "\n".join([*lines[:number], *lines[number + 1 :]])
        rule = _RULE.match(line)
        for what, body in _bodies(rule["body"]) if rule else ():
            changed = f"{rule['head']} :- {body}." if body else f"{rule['head']}."
            yield f"{what} in {line}", "\n".join([*lines[:number], changed, *lines[number + 1 :]])


def _bodies(body: str) -> Iterator[tuple[str, str]]:
    """A body without each of its literals, and with each turned into its contrary; of a count, what is counted too."""
    literals = _literals(body)
    for place, literal in enumerate(literals):
        before, after = literals[:place], literals[place + 1 :]
        if count := _COUNT.fullmatch(literal):
            for shift in (-1, 1):
                least = int(count["number"]) + shift
                other = f"#count {{ {count['what']} : {count['inner']} }} >= {least}"
                yield f"{least} of", ", ".join([*before, other, *after])
            for what, inner in _bodies(count["inner"]):
                other = f"#count {{ {count['what']} : {inner} }} >= {count['number']}"
                yield what, ", ".join([*before, other, *after])
        if literal.startswith(("#", "class(", "substance(")):
            continue
        contrary = literal.removeprefix("not ") if literal.startswith("not ") else f"not {literal}"
        yield f"without {literal}", ", ".join([*before, *after])
        yield f"contrary of {literal}", ", ".join([*before, contrary, *after])


def _literals(body: str) -> list[str]:
    """A body at its commas, those within brackets left."""
    parts, depth = [""], 0
    for sign in body:
        depth += (sign in "({") - (sign in ")}")
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]
