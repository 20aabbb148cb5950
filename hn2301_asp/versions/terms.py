"""The words of ICH M11 for why an amendment is made and how far it reaches, with their codes.

The terms are those of ICH M11 Terminology (NCI Thesaurus): value sets C217276 (reason for
amendment) and C217047 (amendment scope). This module knows no amendment.
"""

from __future__ import annotations

from collections.abc import Mapping

#: Reason for amendment: the term, and its code.
REASONS: Mapping[str, str] = {
    "Regulatory Agency Request to Amend": "C218490",
    "New Regulatory Guidance": "C218491",
    "IRB/IEC Feedback": "C218492",
    "New Safety Information Available": "C218493",
    "Manufacturing Change": "C218494",
    "IMP Addition": "C218495",
    "Change in Strategy": "C218496",
    "Change in Standard of Care": "C218497",
    "New Data Available (Other Than Safety Data)": "C218498",
    "Investigator/Site Feedback": "C218499",
    "Recruitment Difficulty": "C218500",
    "Inconsistency and/or Error in the Protocol": "C218501",
    "Protocol Design Error": "C218502",
    "Other": "C17649",
    "Not Applicable": "C48660",
}
#: Amendment scope. The last three say more closely where an amendment that is not global holds:
#: M11 asks for that beside the scope, and these codes are from memory.
SCOPES: Mapping[str, str] = {
    "Global": "C68846",
    "Not Global": "C217026",
    "Not Applicable": "C48660",
    "Country": "C25464",
    "Region": "C41129",
    "Site": "C80403",
}


def term(written: str, terms: Mapping[str, str]) -> str | None:
    """The term that is meant, however its capitals stand, or by its code; None where there is none."""
    folded = " ".join(written.split()).casefold()
    return next((name for name, code in terms.items() if folded in (name.casefold(), code.casefold())), None)
