"""Two screened patients side by side: one under two versions of the protocol, or two under one."""

from __future__ import annotations

from hn2301_asp.comparison.contrast import ProtocolContrast, contrast_protocols
from hn2301_asp.comparison.substitution import Exchange, contrast_patients
from hn2301_asp.patient.model import Patient
from hn2301_asp.screener import Explained

Side = tuple[Patient, Explained]
Found = ProtocolContrast | tuple[Exchange, ...]


def contrast_of(one: Side, other: Side, versions: bool) -> Found:
    """What differs between two versions of the protocol for one patient, or between two patients."""
    (mine, result), (theirs, second) = one, other
    if not versions:
        return contrast_patients(result.protocol.space, (mine, result.screening), (theirs, second.screening))
    return contrast_protocols(
        (second.protocol.knowledge_base, theirs, second.screening),
        (result.protocol.knowledge_base, mine, result.screening),
    )
