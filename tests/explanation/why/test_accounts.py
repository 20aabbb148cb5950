"""The whole account of invented patients, as text and as JSON, against files that people reviewed.

A file is rewritten by ``pytest --accept``; its diff is read as a trial coordinator would read it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from hn2301_asp.api import Protocol, Result
from hn2301_asp.report.patient.data import to_json
from tests.conftest import GOLDEN
from tests.explanation.patients import NAMES, situations, without_digests

Golden = Callable[[str, str], None]


@pytest.fixture(scope="module")
def results(protocol: Protocol) -> dict[str, Result]:
    """The screening of every situation."""
    found = situations(protocol.knowledge_base.vocabulary.typical)
    return {name: protocol.screen(record, readings=readings) for name, (record, readings) in found.items()}


@pytest.mark.parametrize("name", NAMES)
def test_the_text_account_reads_as_reviewed(results: dict[str, Result], golden: Golden, name: str) -> None:
    golden(f"explanation/{name}.txt", without_digests(results[name].explain()))


@pytest.mark.parametrize("name", NAMES)
def test_the_json_account_is_as_reviewed(results: dict[str, Result], golden: Golden, name: str) -> None:
    data = results[name].to_dict()
    provenance = data["provenance"]
    assert re.fullmatch(r"[0-9a-f]{64}", provenance["kb_digest"])
    assert re.fullmatch(r"[0-9a-f]{64}", provenance["input_digest"])
    assert set(provenance["versions"]) == {"hn2301_asp", "clingo", "python"}
    masks = {"kb_digest": "…", "input_digest": "…", "versions": dict.fromkeys(provenance["versions"], "…")}
    golden(f"explanation/{name}.json", to_json({**data, "provenance": {**provenance, **masks}}))


def test_no_golden_file_is_left_of_a_situation_that_is_gone() -> None:
    kept = {path.name for path in (GOLDEN / "explanation").iterdir() if path.is_file()}
    assert kept == {f"{name}.{suffix}" for name in NAMES for suffix in ("txt", "json")}


def test_no_line_of_a_text_account_is_wider_than_the_page(results: dict[str, Result]) -> None:
    wide = [line for result in results.values() for line in result.explain().splitlines() if len(line) > 100]
    headlines = [result.explain().splitlines()[0] for result in results.values()]
    assert set(wide) <= set(headlines)


def test_the_json_account_survives_a_round_trip(results: dict[str, Result]) -> None:
    for result in results.values():
        data = result.to_dict()
        assert json.loads(to_json(data)) == data


def test_every_verdict_is_among_the_situations(results: dict[str, Result]) -> None:
    assert {result.verdict for result in results.values()} == {
        "eligible",
        "ineligible",
        "undetermined",
        "contradictory",
    }


@pytest.mark.parametrize(
    ("denied", "told"),
    [
        (["rash"], "arthritis, not rash"),
        (["rash", "fever", "alopecia"], "arthritis, not rash, fever or alopecia"),
        (
            ["rash", "fever", "alopecia", "mucosal_ulcers", "pleurisy", "pericarditis", "vasculitis", "myositis"],
            " or 5 others that are recorded as no",
        ),
    ],
)
def test_items_that_are_recorded_as_no_are_named_or_it_is_said_where_they_stand(
    protocol: Protocol, denied: list[str], told: str
) -> None:
    record = dict(protocol.knowledge_base.vocabulary.typical)
    record["sledai"] = {"arthritis": "yes", **dict.fromkeys(denied, "no")}
    assert told in " ".join(protocol.screen(record).explain().split())
