"""Small changes of a knowledge base that its scenarios must notice: limits, comparators, literals and rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_LIMIT = re.compile(r"(?P<sign>≥|≤|<|>)\s*(?P<number>−?\d+(?:\.\d+)?)")
#: Which measurements count, where the vocabulary says it.
_COUNTING = re.compile(r"(?:apart|within|occasions): (?P<number>\d+)")
_OTHER = {"≥": ">", ">": "≥", "≤": "<", "<": "≤"}
_RULE = re.compile(r"^(?P<head>[a-z].*?)\s*:-\s*(?P<body>.+)\.$")


def mutants(root: Path) -> Iterator[tuple[str, str, str]]:
    """What was changed, the file (by its name below the root), and its text then."""
    for path in sorted((root / "criteria").iterdir()):
        text = path.read_text(encoding="utf-8")
        changes = _limits(text) if path.suffix == ".thr" else _rules(text)
        for number, (what, changed) in enumerate(changes):
            yield f"{path.name} {number}: {what}", f"criteria/{path.name}", changed

    for path in sorted((root / "vocabulary").iterdir()):
        text = path.read_text(encoding="utf-8")
        for found in _COUNTING.finditer(text):
            for shift in (-1, 1):
                moved = f"{int(found['number']) + shift}"
                changed = text[: found.start("number")] + moved + text[found.end("number") :]
                yield f"{path.name}: {found.group()} is {moved}", f"vocabulary/{path.name}", changed


def _limits(text: str) -> Iterator[tuple[str, str]]:
    """Each limit a little higher and a little lower, and with the comparator that differs at it alone."""
    bare = re.sub(r'"[^"]*"', lambda quote: " " * len(quote.group()), text)
    for found in _LIMIT.finditer(bare):
        sign, number = found["sign"], found["number"]
        yield f"{_OTHER[sign]} {number}", text[: found.start("sign")] + _OTHER[sign] + text[found.end("sign") :]
        for shift in (-1, 1):
            moved = _moved(number, shift)
            yield f"{sign} {moved}", text[: found.start("number")] + moved + text[found.end("number") :]


def _moved(number: str, shift: int) -> str:
    """A number by one of its last digit more or less."""
    places = len(number.partition(".")[2])
    scaled = round(float(number.replace("−", "-")) * 10**places) + shift
    return (f"{scaled / 10**places:.{places}f}" if places else f"{scaled}").replace("-", "−")


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Each rule left out, each of its literals left out, and each turned into its contrary."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        rule = _RULE.match(line)
        if rule is None:
            continue
        yield f"without {line}", "\n".join([*lines[:number], *lines[number + 1 :]])
        literals = _literals(rule["body"])
        for place, literal in enumerate(literals):
            if literal.startswith(("#", "class(", "substance(")):
                continue
            contrary = literal.removeprefix("not ") if literal.startswith("not ") else f"not {literal}"
            for what, own in (("without", []), ("contrary of", [contrary])):
                body = ", ".join([*literals[:place], *own, *literals[place + 1 :]])
                changed = f"{rule['head']} :- {body}." if body else f"{rule['head']}."
                yield f"{what} {literal} in {line}", "\n".join([*lines[:number], changed, *lines[number + 1 :]])


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
