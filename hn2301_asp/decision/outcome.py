"""What a recorded patient's verdict is when it is worked out again, beside the recorded one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hn2301_asp.decision.model import DecisionRecord, Entry
from hn2301_asp.decision.values import from_json
from hn2301_asp.report.patient.data import result_data, shown_file
from hn2301_asp.report.patient.verdict import turns_on
from hn2301_asp.solver.minimal import LIMIT, MOST_SETS
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.source.private import Private

if TYPE_CHECKING:
    from hn2301_asp.screener import Explained, Screener


class Outcome(Private, frozen=True):
    """The verdict on a recorded patient, then and now.

    ``problem`` says why there is none now; ``changed`` names criteria with their status then and now, of which
    ``exclusion`` are those that exclude whom they apply to, and
    ``turns_on`` what the verdict turns on.
    """

    patient: str
    stored: str
    verdict: str | None
    changed: tuple[tuple[str, str, str], ...] = ()
    problem: str | None = None
    turns_on: tuple[str, ...] = ()
    exclusion: frozenset[str] = frozenset()

    @property
    def same(self) -> bool:
        """Whether the verdict and every status are the recorded ones."""
        return self.verdict == self.stored and not self.changed


class Asked(Private, frozen=True):
    """What another knowledge base, which ``base`` names, says of the recorded patients.

    ``left_readings`` are those of the record that it does not know; ``name`` is the folder's.
    """

    base: str
    outcomes: tuple[Outcome, ...]
    left_readings: tuple[str, ...]
    name: str


def screened(protocol: Screener, entry: Entry, readings: Mapping[str, str]) -> Explained | InputError:
    """The recorded input, screened again; or why it is not understood."""
    try:
        return protocol.screen(from_json(entry.input), readings=readings, limit=_limit(entry))
    except InputError as error:
        return error


def outcome(entry: Entry, path: str, result: Explained | InputError) -> Outcome:
    """The verdict then and now; ``path`` names a patient without an id."""
    name, stored = name_of(entry) or path, str(entry.result.get("verdict"))
    if isinstance(result, InputError):
        return Outcome(name, stored, None, problem="; ".join(finding.message for finding in result.findings))
    before, now = _statuses(entry.result), _statuses(result_data(result))
    changed = [(c, before.get(c, "absent"), now.get(c, "absent")) for c in dict.fromkeys([*before, *now])]
    different = tuple(one for one in changed if one[1] != one[2])
    exclusion = frozenset(criterion.id for criterion in result.base.criteria if criterion.kind == "exclusion")
    return Outcome(name, stored, result.verdict, different, turns_on=turns_on(result), exclusion=exclusion)


def name_of(entry: Entry) -> str | None:
    name = entry.result.get("patient")
    return name if isinstance(name, str) else None


def ask(today: Screener, record: DecisionRecord, protocol: Screener) -> Asked:
    """What another knowledge base says, under its defaults and the readings taken on purpose."""
    defaults, base = protocol.knowledge_base.default_readings(), today.knowledge_base
    taken = {name: value for name, value in record.readings.items() if defaults.get(name) != value}
    known = {n: v for n, v in taken.items() if n in base.readings and v in base.readings[n].values}
    left = tuple(f"{name}={value}" for name, value in taken.items() if name not in known)
    told = [outcome(e, f"patients[{k}]", screened(today, e, known)) for k, e in enumerate(record.patients)]
    name = (shown_file(base.root, "") or "").rstrip("/")
    return Asked(f"{base.id} {base.version}, kb {base.digest[:12]}", tuple(told), left, name)


def _limit(entry: Entry) -> int:
    """How many sets of each kind the stored result was to list; the usual number where it does not say."""
    provenance = entry.result.get("provenance")
    limit = provenance.get("limit") if isinstance(provenance, dict) else None
    return limit if type(limit) is int and 0 < limit <= MOST_SETS else LIMIT


def _statuses(result: Mapping[str, Any]) -> dict[str, str]:
    """The criteria's statuses, as far as a result that may have been altered names them."""
    criteria = result.get("criteria")
    entries = criteria if isinstance(criteria, list) else []
    return {str(e.get("id")): str(e.get("status")) for e in entries if isinstance(e, dict)}
