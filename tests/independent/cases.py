"""How a hand-written case is said: what differs from the typical patient, what must come out."""

from dataclasses import dataclass, field

from .criteria import CRITERIA
from .evaluator import Outcome

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"


@dataclass(frozen=True)
class Case:
    """Changes to the typical patient; the criteria not met and unknown (None: contradictory)."""

    says: str
    changes: dict[str, object]
    not_met: str | None = ""  # numbers of criteria: "13" for IN-1 and IN-3
    unknown: str = ""
    readings: dict[str, str] = field(default_factory=dict)

    @property
    def expected(self) -> Outcome:
        """Statuses as said, all others met; one criterion not met makes the patient ineligible."""
        if self.not_met is None:
            return Outcome("contradictory", {})
        statuses = dict.fromkeys(CRITERIA, MET)
        statuses |= {f"IN-{number}": NOT_MET for number in self.not_met}
        statuses |= {f"IN-{number}": UNKNOWN for number in self.unknown}
        verdict = "ineligible" if self.not_met else "undetermined" if self.unknown else "eligible"
        return Outcome(verdict, statuses)


def steroid(drugs: list[str], **doses: object) -> dict[str, object]:
    """Current drugs with the doses of single steroids and no prednisone equivalent."""
    dotted = {f"dose.{drug}": dose for drug, dose in doses.items()}
    return {"current": drugs, "prednisone_equivalent": None, **dotted}


def scored(total: object = None, clinical: object = None, **items: object) -> dict[str, object]:
    """SLEDAI-2K scores and single items, without the typical patient's list."""
    dotted = {f"sledai.{item}": answer for item, answer in items.items()}
    return {"sledai": None, "sledai_2k": total, "sledai_2k_clinical": clinical, **dotted}


def classified(flag: object, items: list[str] | None, titre: object) -> dict[str, object]:
    """The 2019 EULAR/ACR classification by flag, items and titre."""
    return {"eular_acr_2019": flag, "eular_acr": items, "ana_titre_ever": titre}


def dated(birth: str, screening: str, age: object = None) -> dict[str, object]:
    """An age by dates."""
    return {"birth_date": birth, "screening_date": screening, "age": age}
