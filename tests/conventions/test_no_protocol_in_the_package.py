"""The package knows no protocol: no name of the shipped one's drugs, scores, fields or thresholds stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from hn2301_asp.api import Protocol

PACKAGE = Path(__file__).parents[2] / "hn2301_asp"
#: Words of the criteria that no other protocol need have; the test asks whether they still stand there.
RARE = (
    *("lupus", "SLE", "SLEDAI-2K", "EULAR", "Cockcroft-Gault", "Gilbert", "anti-ds-DNA", "antinuclear"),
    *("hypocomplementemia", "immunosuppressants", "corticosteroids", "NSAIDs", "antimalarials", "echocardiography"),
)
#: What any protocol may say, as drugs and scores of this one do.
COMMON = frozenset({"another", "other", "drug", "drugs", "steroidal", "acid", "items", "item", "targeted"})
#: Fields by which the software itself works: who the patient is, and two days of every trial.
OWN = frozenset({"patient_id", "screening_date", "consent_date"})


def files() -> Iterator[tuple[str, str]]:
    """The package's files but for its examples, in small letters."""
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(PACKAGE)
        if path.suffix in (".py", ".j2", ".css", ".js") and name.parts[0] not in ("examples", "_shipped"):
            yield str(name), path.read_text(encoding="utf-8").lower()


def names(protocol: Protocol) -> set[str]:
    """The names of the knowledge base's drugs, scores, fields, thresholds and readings."""
    base = protocol.knowledge_base
    vocabulary = base.vocabulary
    words = {
        word
        for drug in vocabulary.drugs.values()
        for name in (drug.name.replace("_", " "), drug.label, drug.drug_class, *drug.names, *drug.shared)
        for word in re.findall(r"[a-z][a-z-]{4,}", name.lower())
    }
    words |= {word for score in vocabulary.scores for word in score.split("_") if word.isalpha() and len(word) > 3}
    fields = [*vocabulary.quantities, *vocabulary.facts, *vocabulary.families, *vocabulary.record]
    words |= {name for name in [*fields, *base.thresholds.thresholds, *base.readings] if "_" in name}
    return words - COMMON - OWN


def test_rare_words_are_words_of_the_protocol(protocol: Protocol) -> None:
    text = " ".join(f"{protocol.knowledge_base.title} {c.text}" for c in protocol.knowledge_base.criteria).lower()
    assert [word for word in RARE if word.lower() not in text] == []


def test_no_name_of_the_shipped_protocol_stands_in_the_package(protocol: Protocol) -> None:
    forbidden = names(protocol) | {word.lower() for word in RARE}
    assert {"prednisone", "belimumab", "sledai", "eular", "alc_adequate", "sle_duration", "in2_etc"} <= forbidden
    assert len(forbidden) > 150
    found = []
    for name, text in files():
        words = set(re.findall(r"[a-z][a-z0-9_]*", text)) | set(re.findall(r"[a-z][a-z-]+[a-z](?:-2k)?", text))
        words |= {part for word in words for part in word.split("_")}
        found += [f"{name}: {word}" for word in sorted(words & forbidden)]
    assert found == []


def test_the_words_are_looked_for_where_they_would_stand(protocol: Protocol) -> None:
    looked = [name for name, _ in files()]
    assert len(looked) > 300
    assert {"cli/patients.py", "report/html/templates/patient.html.j2"} <= set(looked)
    # Where the shipped protocol's own files are, its names are.
    assert "prednisone" in (PACKAGE / "examples" / "patients.yaml").read_text(encoding="utf-8")
