"""AM38: two amendments together do more, or less, than each alone.

What it is: more, where somebody's eligibility changes under both together, and under neither alone. Less, where
somebody's eligibility changes under one of them alone, the other does not touch that patient, and yet under both
together the eligibility is as it was before.

Exactly, with E the eligibility in the base, under each amendment, and under all together, there is a patient with
E(base) = E(each) and E(together) different; or one with E(one) different from E(base) = E(together), for whom
every other amendment answers every criterion, and every threshold that it changed, as the base does. That
somebody whom one lets in stays out after all is a remark only: the other asks for something more.

Why it matters: the assessment of each amendment says whom it lets in and whom it shuts out. These patients stand
in no assessment: nobody has asked whether they should take part.

Example: A01 lowers ALC to 0.5 and A02 lowers Hb to 70. A patient with ALC 0.6 and Hb 75 is excluded in the base
and under each amendment alone, and eligible under both.

How to mend: look at these patients. If they are welcome, say so in the rationale of the later amendment;
otherwise write it on top of the earlier one, so that it speaks of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hn2301_asp.amendment.case import Several
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.joint import boxes_of, by_pairs, every, some, unlike, witnessed
from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.source.lists import listed

CODE = "AM38"
TITLE = "does more together with another amendment than each does"
ROOTS = ("AM37", "AM39")

_MEND = "say in the rationale that these patients are meant, or write one amendment on top of the other"


def find_together(several: Several) -> Iterator[Conflict]:
    """What each two amendments do only together; all together only where no two of them explain it."""
    yield from by_pairs(several, _of)


def _of(several: Several) -> Iterator[Conflict]:
    if several.loads:
        yield from _more(several)
        yield from _less(several)


def _more(several: Several) -> Iterator[Conflict]:
    eligible = [side.eligible for side in several.sides]
    alone, both = eligible[: several.both], eligible[several.both]
    if both in alone:
        return
    names = listed(version.name for version in several.versions)
    told = f"lets in, together only, somebody who is eligible neither in {several.base.name} nor under {names} alone"
    expected = [False] * len(alone)
    yield from _conflict(several, both, some(several, alone), told, [*expected, True])
    told = f"shuts out, together only, somebody who is eligible in {several.base.name} and under {names}, each alone"
    expected = [True] * len(alone)
    yield from _conflict(several, every(several, alone), both, told, [*expected, False])


def _less(several: Several) -> Iterator[Conflict]:
    eligible = [side.eligible for side in several.sides]
    base, both = eligible[0], eligible[several.both]
    for version in several.single:
        own, others = eligible[version], [n for n in several.single if n != version]
        if own in (base, both):
            continue
        name, rest = several.versions[version - 1].name, listed(several.versions[n - 1].name for n in others)
        untouched = -some(several, [unlike(several, other) for other in others])
        undone = f"together with {rest}, which alone changes nothing for them"
        expected = [n == version for n in range(several.both + 1)]
        gaining = every(several, [own, -base, untouched])
        told = f"somebody whom {name} lets in stays out {undone}"
        yield from _conflict(several, gaining, both, told, expected, remark=True)
        losing = every(several, [-own, base, untouched])
        told = f"somebody whom {name} shuts out stays in {undone}"
        yield from _conflict(several, both, -losing, told, [not one for one in expected])


def _conflict(
    several: Several, one: int, other: int, message: str, eligible: Sequence[bool], *, remark: bool = False
) -> Iterator[Conflict]:
    """A finding on the patients of whom one holds and the other does not, where there are any."""
    found = several.search.find([one, -other], nearest=True)
    if found is None:
        return
    witness, verdicts = witnessed(several, found, eligible)
    try:
        who = [("who", boxes_of(several, one, other, found))]
    except Undecidable:
        who = []
    yield several.conflict(
        "protocol",
        message,
        _MEND,
        group="know" if remark else "declare",
        notes=[*who, ("verdicts", verdicts)],
        witness=witness,
    )
