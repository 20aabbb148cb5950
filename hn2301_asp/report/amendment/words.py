"""What is said of amendments in every format: groups, counts, relations, outcomes, places. No layout here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hn2301_asp.amendment.model import Account, Assurance, Conflict, Counts, Group, Report
from hn2301_asp.comparison.differences import read_otherwise
from hn2301_asp.comparison.model import NOT_ALL, Change, Comparison, Relation, Side, VersionInfo, proved
from hn2301_asp.report.writers.blocks import Tone
from hn2301_asp.source.lists import listed
from hn2301_asp.versions.manifest import Manifest

#: The groups of findings, the gravest first, with their colours; a group is called by its name: to mend.
GROUPS: dict[Group, Tone] = {"mend": "bad", "declare": "open", "know": "none"}
RELATIONS: dict[Relation, str] = {
    "equivalent": "lets in the same patients",
    "broader": "broader, lets in more patients",
    "narrower": "narrower, lets in fewer patients",
    "shifted": "shifted, lets in some patients and shuts out others",
    "undecided": "undecided",
}
#: What the word proved means; said once wherever it stands.
PROVED = (
    "true of every record that can be read and contradicts nothing, given the background knowledge, "
    "under all readings, or those in force where it says so"
)
#: The columns of the summary of changes, as ethics committees read it, and how wide they are on paper, in parts.
SUMMARY = {
    **{"Section": 8, "Previous text": 18, "New text": 18, "Rationale": 12, "Reason": 10},
    **{"Effect": 12, "Witness": 12, "Participants touched": 11},
}
BOUNDARY_HEADS = ("Threshold", "Position", "Value", "Patient")
#: What the tool leaves to the sponsor.
NOT_DECIDED_HERE = "Whether a change is substantial is for the sponsor to decide."


def relation_words(change: Change) -> str:
    """How a changed version relates to the one before, under the readings in force where only so."""
    only = " under the readings in force" if change.relation == "equivalent" and change.otherwise else ""
    return RELATIONS[change.relation] + only


def overall_words(comparison: Comparison) -> str:
    """How the amended version relates to its base: of values, where a record's are read otherwise by it."""
    told, read = relation_words(comparison.overall), listed(read_otherwise(comparison.items))
    if not read:
        return told
    if comparison.overall.relation == "equivalent":
        told = told.replace(RELATIONS["equivalent"], "asks for the same values")
        return f"{told}, but a record's {read} is read otherwise"
    return f"{told}; that is of values: a record's {read} is read otherwise"


def ordered(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Findings as people take them: to mend, to declare, to know; what is accepted last."""
    groups = list(GROUPS)
    return sorted(conflicts, key=lambda c: (c.accepted is not None, groups.index(c.group)))


def numbers(conflicts: Sequence[Conflict]) -> dict[str, int]:
    """How many findings there are of each group; what is undecided or accepted is counted apart."""
    live = [c for c in conflicts if c.accepted is None]
    found: dict[str, int] = {group: sum(c.group == group and not c.undecided for c in live) for group in GROUPS}
    return {**found, "undecided": sum(c.undecided for c in live), "accepted": len(conflicts) - len(live)}


def counted(conflicts: Sequence[Conflict]) -> str:
    """The numbers of findings in words: `1 to mend · 2 to know`."""
    found = numbers(conflicts).items()
    return " · ".join(f"{n} {f'to {name}' if name in GROUPS else name}" for name, n in found if n) or "nothing found"


def base_name(report: Report) -> str:
    return f"{report.base.protocol} {report.base.version}"


def side_words(side: Side, version: str) -> str:
    """Who gains, or who loses, in one line; ``version`` is the one under which they pass."""
    if side.undecided is not None:
        return f"undecided: {side.undecided}"
    if side.nobody:
        return f"nobody ({proved(side.otherwise)})"
    told = "; or ".join(box.told(f"everybody who passes under {version}") for box in side.boxes)
    if not told:
        return "some patients"
    return told if side.complete else f"{told}{NOT_ALL}"


def change_lines(change: Change, before: str, after: str) -> Iterator[tuple[str, str]]:
    """Who gains and who loses, each with a witness, as labelled lines; under other readings where it is nobody."""
    for label, side, version in (("gains", change.gains, after), ("loses", change.loses, before)):
        if change.relation != "equivalent":
            yield label, side_words(side, version)
        what = f"somebody {label}"
        yield from (one.told(what, before, after) for one in side.otherwise)
        if side.witness is not None:
            yield "witness", f"{side.witness.text}: {side.witness.outcome(before, after)}"


def same_meaning(comparison: Comparison) -> list[str]:
    """The criteria that mean the same in both versions, which is proved, whatever the readings."""
    criteria = comparison.criteria.items()
    return [name for name, change in criteria if change.relation == "equivalent" and not change.otherwise]


def roster_words(account: Account) -> str:
    """How many participants of the roster change their verdict."""
    if not account.roster_size:
        return ""
    crossed = sum(crossing.people for crossing in account.roster)
    return f"{crossed} of {account.roster_size} participants would change their verdict"


def cohort_rows(counts: Counts) -> list[tuple[str, int, int]]:
    """Each verdict, and each criterion that blocks somebody, with the numbers before and after."""
    blocked = ("blocked by ", counts.blocked_before, counts.blocked_after)
    return [
        (f"{lead}{name}", before.get(name, 0), after.get(name, 0))
        for lead, before, after in (("", counts.before, counts.after), blocked)
        for name in dict.fromkeys([*before, *after])
    ]


def assurance_parts(assurance: Assurance) -> list[tuple[str, tuple[str, ...]]]:
    """What stands behind a report, under its headings; headings under which there is nothing are left out."""
    parts = [
        ("Proved", assurance.proved),
        ("Proved means", (PROVED,) if assurance.proved else ()),
        ("Undecided", assurance.undecided),
        ("Not analysed", assurance.not_analysed),
        ("Background knowledge", assurance.background),
        ("Readings in force", tuple(f"{name}={value}" for name, value in assurance.readings.items())),
        ("Assumptions in force", assurance.assumptions),
        ("Versions", tuple(f"{name} {number}" for name, number in assurance.versions.items())),
    ]
    return [(title, told) for title, told in parts if told]


def version_words(version: VersionInfo, full: bool = False) -> str:
    """A version with its digest: `A02: HN2301 1.0, kb 0123456789ab`."""
    digest = version.digest if full else version.digest[:12]
    return f"{version.name}: {version.protocol} {version.version}, kb {digest}"


def manifest_lines(manifest: Manifest | None) -> list[tuple[str, str]]:
    """What an amendment says of itself, as labelled lines; what it does not say is left out."""
    if manifest is None:
        return []
    lines = [
        ("Title", manifest.title),
        ("Status", manifest.status),
        ("Dated", manifest.date),
        ("In force from", manifest.effective),
        ("Approved", "; ".join(f"{site} {date}" for site, date in manifest.approvals.items())),
        ("Rationale", manifest.rationale),
        ("Reason", manifest.reason),
        ("Scope", manifest.scope),
        ("Documents affected", ", ".join(manifest.documents)),
        ("Enrolled so far", None if manifest.enrolled is None else str(manifest.enrolled)),
        ("Declared", ", ".join(f"{name}: {intent}" for name, intent in manifest.intent.items())),
    ]
    return [(label, text) for label, text in lines if text]
