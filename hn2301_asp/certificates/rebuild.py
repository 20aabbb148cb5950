"""Rebuilds question.cnf from program.aspif and arithmetic.json, byte for byte: the whole translation that is trusted.

It asks for Python 3.11 alone and knows nothing of the software that found the answer. `python rebuild.py FOLDER` says
whether the clauses of the folder are those that follow. What stands here:

- An atom that rules derive holds exactly where one of their bodies does (Clark's completion). That is what an
  answer set is where no atom depends on itself; a program in which one does is refused.
- A rule over weights becomes a chain of choices, item by item, that counts what is still missing, in whole numbers.
- A quantity lies in exactly one region of its axis, and a region decides every limit on the axis: both are worked out
  here from the ends of the intervals, as fractions. A region without a possible value is excluded.
- A score's total lies in a region exactly where its items' points add up to it.
- Regions that no numbers can show together are excluded as the table lists them; recheck.py proves each again.
- What is asked is assumed: if the clauses cannot hold together, nobody answers the question.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any

#: So many clauses are written at most.
MOST_CLAUSES = 2_000_000


class Refused(Exception):
    """A program or a table of which no clauses are made, with the reason."""


class Program:
    """A ground program as its file says: rules by what they derive, constraints, free atoms and assumptions."""

    def __init__(self) -> None:
        self.rules: dict[int, list[tuple[int, ...]]] = {}
        self.sums: dict[int, list[tuple[int, list[tuple[int, int]]]]] = {}
        self.constraints: list[tuple[int, ...]] = []
        self.free: dict[int, None] = {}
        self.assumed: list[int] = []
        self.names: dict[int, str] = {}

    def atoms(self) -> set[int]:
        bodies = [*self.constraints, *(body for bodies in self.rules.values() for body in bodies), self.assumed]
        found = {abs(literal) for body in bodies for literal in body}
        found |= {abs(lit) for sums in self.sums.values() for _, weighted in sums for lit, _ in weighted}
        return found | {*self.rules, *self.sums, *self.free, *self.names}


def read_program(text: str) -> Program:
    """A program in clingo's intermediate format (aspif), without what no clauses are made of."""
    program = Program()
    lines = text.splitlines()
    if not lines or lines[0] != "asp 1 0 0" or lines[-1] != "0":
        raise Refused("the ground program is not a whole file in the format `asp 1 0 0`")
    for line in lines[1:-1]:
        kind, _, rest = line.partition(" ")
        if kind == "10":
            continue
        if kind == "4":
            length, _, told = rest.partition(" ")
            written = told.encode()  # The length is one of bytes.
            name, after = written[: int(length)].decode(), [int(one) for one in written[int(length) :].split()]
            if after[:1] != [1] or len(after) != 2:
                raise Refused(f"a name stands for more than one atom: {line}")
            program.names[after[1]] = name
            continue
        numbers = [int(number) for number in rest.split()]
        if kind == "6":
            program.assumed += numbers[1 : 1 + numbers[0]]
        elif kind == "1":
            _read_rule(program, numbers, line)
        else:
            raise Refused(f"a statement that no clauses are made of: {line}")
    return program


def _read_rule(program: Program, numbers: list[int], line: str) -> None:
    choice, count = numbers[0], numbers[1]
    heads, rest = numbers[2 : 2 + count], numbers[2 + count :]
    if choice:
        if rest != [0, 0]:
            raise Refused(f"a choice that is not free of conditions: {line}")
        program.free.update(dict.fromkeys(heads))
    elif len(heads) > 1:
        raise Refused(f"a rule that leaves open which of several it derives: {line}")
    elif rest[0] == 0:
        body = tuple(rest[2 : 2 + rest[1]])
        if heads:
            program.rules.setdefault(heads[0], []).append(body)
        else:
            program.constraints.append(body)
    else:
        bound, weighted = rest[1], list(zip(rest[3::2], rest[4::2], strict=True))
        if not heads or len(weighted) != rest[2] or any(weight < 0 for _, weight in weighted):
            raise Refused(f"a rule over weights that no counter is made of: {line}")
        program.sums.setdefault(heads[0], []).append((bound, weighted))


def refuse_loops(program: Program) -> None:
    """Completion says what the rules say only where no atom depends on itself."""
    below: dict[int, set[int]] = {}
    for head, bodies in program.rules.items():
        below.setdefault(head, set()).update(abs(literal) for body in bodies for literal in body)
    for head, sums in program.sums.items():
        below.setdefault(head, set()).update(abs(literal) for _, weighted in sums for literal, _ in weighted)
    done: set[int] = set()
    for start in sorted(below):
        open_ = [(start, iter(sorted(below[start])))]
        path = {start}
        while open_:
            atom, rest = open_[-1]
            following = next((one for one in rest if one in below and one not in done), None)
            if following is None:
                open_.pop()
                path.discard(atom)
                done.add(atom)
            elif following in path:
                raise Refused(f"an atom depends on itself: {program.names.get(following, following)}")
            else:
                path.add(following)
                open_.append((following, iter(sorted(below[following]))))


class Clauses:
    """Clauses as they are made; new variables stand for bodies and counters."""

    def __init__(self, highest: int) -> None:
        self.made: list[tuple[int, ...]] = []
        self.highest = highest
        self.counters: dict[tuple[tuple[tuple[int, int], ...], int], int] = {}
        self.true = self.new()
        self.add([self.true])

    def new(self) -> int:
        self.highest += 1
        return self.highest

    def add(self, literals: Iterable[int]) -> None:
        self.made.append(tuple(literals))
        if len(self.made) > MOST_CLAUSES:
            raise Refused(f"the question has more than {MOST_CLAUSES:,} clauses")

    def all_of(self, body: Sequence[int]) -> int:
        """A literal that holds exactly where all of a body do."""
        if len(body) == 1:
            return body[0]
        if not body:
            return self.true
        whole = self.new()
        for literal in body:
            self.add([-whole, literal])
        self.add([whole, *(-literal for literal in body)])
        return whole

    def exactly(self, head: int, ways: Sequence[int]) -> None:
        """An atom holds exactly where one of some literals does."""
        for way in ways:
            self.add([head, -way])
        self.add([-head, *ways])

    def at_least(self, bound: int, weighted: Sequence[tuple[int, int]]) -> int:
        """A literal that holds exactly where the weights of what holds add up to a bound or more."""
        rest = tuple(weighted)
        if bound <= 0:
            return self.true
        if bound > sum(weight for _, weight in rest):
            return -self.true
        key = (rest, bound)
        if key not in self.counters:
            (literal, weight), left = rest[0], rest[1:]
            taken, other = self.at_least(bound - weight, left), self.at_least(bound, left)
            found = self.counters[key] = self.new()
            self.add([-found, -literal, taken])
            self.add([-found, literal, other])
            self.add([found, -literal, -taken])
            self.add([found, literal, -other])
        return self.counters[key]


# What numbers add -----------------------------------------------------------------------------------------------

#: Two ends, None being without end, and whether each is left out; None instead of all is the answer `never`.
Range = tuple[Fraction | None, bool, Fraction | None, bool]


def read_range(text: str) -> Range | None:
    """`[3/2, 4)`, `(-inf, 2]`, or `never`."""
    if text == "never":
        return None
    low, high = (part.strip() for part in text[1:-1].split(","))
    ends = [None if end in ("-inf", "inf") else Fraction(end) for end in (low, high)]
    return ends[0], text[0] == "(", ends[1], text[-1] == ")"


def meet(one: Range, other: Range) -> Range:
    """What two ranges have in common."""
    low, low_open = max((one[:2], other[:2]), key=lambda end: (end[0] is not None, end[0] or 0, end[1]))
    highs = (one[2:], other[2:])
    high, high_open = min(highs, key=lambda end: (end[0] is None, end[0] or 0, not end[1]))
    return low, low_open, high, high_open


def is_empty(one: Range, counted: bool = False) -> bool:
    """Whether no number, or no whole number, lies in a range."""
    low, low_open, high, high_open = one
    if low is None or high is None:
        return False
    if counted:
        least = floor(low) + 1 if low_open else ceil(low)
        return least > (ceil(high) - 1 if high_open else floor(high))
    return low > high or (low == high and (low_open or high_open))


def _axis(clauses: Clauses, axis: dict[str, Any], totals: dict[str, list[tuple[int, int]]]) -> None:
    regions = [(int(region["atom"]), read_range(region["interval"])) for region in axis["regions"]]
    _refuse_gaps(axis["quantity"], [range_ for _, range_ in regions if range_ is not None])
    atoms = [atom for atom, _ in regions]
    clauses.add(atoms)
    for number, atom in enumerate(atoms):
        for other in atoms[number + 1 :]:
            clauses.add([-atom, -other])
    possible = read_range(axis["possible"])
    assert possible is not None
    for atom, range_ in regions:
        for test in axis["limits"]:
            holds = bool(test["never"]) if range_ is None else _inside(range_, read_range(test["interval"]), test)
            clauses.add([-atom, test["atom"] if holds else -test["atom"]])
        if range_ is None:
            continue
        if is_empty(meet(range_, possible), axis["counted"]):
            clauses.add([-atom])
        if axis["quantity"] in totals:
            weighted = totals[axis["quantity"]]
            low, low_open, high, high_open = range_
            if low is not None:
                clauses.add([-atom, clauses.at_least(floor(low) + 1 if low_open else ceil(low), weighted)])
            if high is not None:
                clauses.add([-atom, -clauses.at_least(ceil(high) if high_open else floor(high) + 1, weighted)])


def _refuse_gaps(quantity: str, ranges: Sequence[Range]) -> None:
    """The regions of an axis follow each other from end to end, so that every number lies in one of them."""
    ends = [(None, True), *((range_[2], range_[3]) for range_ in ranges)]
    starts = [*((range_[0], range_[1]) for range_ in ranges), (None, True)]
    for place, (end, start) in enumerate(zip(ends, starts, strict=True)):
        outer = place in (0, len(ranges))
        if end[0] != start[0] or (end[0] is None) != outer or (not outer and end[1] == start[1]):
            raise Refused(f"the regions of {quantity} do not follow each other")


def _inside(range_: Range, limit: Range | None, test: dict[str, Any]) -> bool:
    """Whether a region lies wholly in what a limit asks; one that lies in it in part is refused."""
    assert limit is not None
    common = meet(range_, limit)
    if is_empty(common):
        return False
    if common != range_:
        raise Refused(f"a region lies in part within {test['name']}")
    return True


def _said(program: Program, axes: Sequence[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """The atom of each region, by its quantity and interval, and of each fact; every limit is the atom of its name."""
    for axis in axes:
        for test in axis["limits"]:
            if program.names.get(int(test["atom"])) != test["name"]:
                raise Refused(f"the limit {test['name']} is not the atom of that name in the ground program")
    said = {(name, ""): atom for atom, name in program.names.items()}
    return said | {(a["quantity"], r["interval"]): int(r["atom"]) for a in axes for r in a["regions"]}


def _excluded(number: int, entry: dict[str, Any], said: dict[tuple[str, str], int]) -> list[int]:
    """What cannot hold together; raises Refused where recheck.py would prove it of something else."""
    told = [said.get((name, interval)) for name, interval in entry["regions"].items()]
    facts = [(said.get((fact, "")), holds) for fact, holds in entry["answers"].items()]
    literals = [*told, *(atom if holds or atom is None else -atom for atom, holds in facts)]
    if None in literals or entry["literals"] != literals:
        raise Refused(f"entry {number} of what is excluded has other literals than its regions and answers")
    return [int(literal) for literal in entry["literals"]]


def cnf(program_text: str, arithmetic: dict[str, Any]) -> str:
    """The clauses in the format of DIMACS; raises Refused where none are made."""
    program = read_program(program_text)
    refuse_loops(program)
    heads = {*program.rules, *program.sums}
    if twice := heads & {*program.free}:
        raise Refused(f"an atom is free and derived as well: {program.names.get(min(twice), min(twice))}")
    regions = {int(region["atom"]) for axis in arithmetic["axes"] for region in axis["regions"]}
    if regions & program.atoms():
        raise Refused("an atom stands for a region and in the ground program")
    known = program.atoms() | regions
    clauses = Clauses(max(known, default=0))
    for atom in sorted(known - regions):
        if atom in program.free:
            continue
        ways = [clauses.all_of(body) for body in program.rules.get(atom, ())]
        ways += [clauses.at_least(bound, weighted) for bound, weighted in program.sums.get(atom, ())]
        clauses.exactly(atom, ways)
    for body in program.constraints:
        clauses.add(-literal for literal in body)
    totals = {t["quantity"]: [(int(a), int(w)) for a, w in t["items"]] for t in arithmetic["totals"]}
    for axis in arithmetic["axes"]:
        _axis(clauses, axis, totals)
    said = _said(program, arithmetic["axes"])
    for number, excluded in enumerate(arithmetic["excluded"], 1):
        clauses.add(-literal for literal in _excluded(number, excluded, said))
    for literal in program.assumed:
        clauses.add([literal])
    lines = [f"p cnf {clauses.highest} {len(clauses.made)}"]
    lines += [" ".join(map(str, (*clause, 0))) for clause in clauses.made]
    return "\n".join(lines) + "\n"


def main(*folders: str) -> int:
    """Says of each folder whether its clauses are those that follow from its ground program and its table."""
    return max(_checked(Path(folder), several=len(folders) > 1) for folder in folders)


def _checked(folder: Path, *, several: bool) -> int:
    where = f"{folder}: " if several else ""
    arithmetic = json.loads((folder / "arithmetic.json").read_text("utf-8"))
    try:
        made = cnf((folder / "program.aspif").read_text("utf-8"), arithmetic)
    except Refused as reason:
        print(f"{where}question.cnf: NOT rebuilt: {reason}")
        return 1
    same = (folder / "question.cnf").read_text("utf-8") == made
    told = "rebuilt, byte for byte" if same else "NOT what follows from the ground program"
    print(f"{where}question.cnf: {told}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ["."])))
