"""One cause is told once, at its root and in words that name what is meant: amendments of the shipped protocol."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from hn2301_asp.amendment.asking import check_amendments
from hn2301_asp.amendment.assembling import check_versions
from hn2301_asp.amendment.model import Conflict, Report
from hn2301_asp.knowledge.files import digest
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.report.amendment.meaning import item_words
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.versions.opened import Opened
from hn2301_asp.versions.opening import open_version, stack
from tests.amendment.short import short

Edits = Mapping[str, Sequence[tuple[str, str]]]
PROTOCOL, READINGS, DRUGS = "protocol.yaml", "readings.yaml", "vocabulary/drugs.yaml"
IN2, IN3, IN4, IN5, IN6, IN7 = (
    f"criteria/{stem}"
    for stem in (
        "in2_standard_treatment",
        "in3_corticosteroids",
        "in4_immunosuppressants",
        "in5_serology",
        "in6_disease_activity",
        "in7_organ_function",
    )
)


class Desk:
    """Where amendments of the shipped protocol are written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.base = open_version(shipped_knowledge_base())

    def amendment(
        self,
        name: str,
        edits: Edits,
        *,
        status: str = "proposed",
        after: Opened | None = None,
        base: Opened | None = None,
    ) -> Opened:
        ground = base or self.base
        files = stack(ground.files, [after]).files if after is not None else ground.files
        written = {}
        for file, changes in edits.items():
            written[file] = files.texts[file]
            for before, now in changes:
                assert before in written[file], (file, before)
                written[file] = written[file].replace(before, now)
        written, goes = short(files.texts, written)
        standing = f", after: [{Path(after.files.root).name}]" if after is not None else ""
        written["amendment.yaml"] = (
            f"id: {name}\ntitle: {name}\nstatus: {status}\n"
            f'base: {{version: "1.0", digest: "{files.digest[:16]}"{standing}}}\n'
            f"date: 2026-03-02\nrationale: a reason\nreason: Other\nscope: Global\n{goes}"
        )
        for file, text in written.items():
            path = self.folder / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return open_version(self.folder / name, ground.files)

    def report(self, *amendments: Opened) -> Report:
        return check_versions(self.base, amendments)

    def found(self, edits: Edits) -> list[Conflict]:
        """What is found on an amendment, without what follows from it."""
        return list(self.report(self.amendment("A90", edits)).accounts[0].conflicts)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def every(found: Sequence[Conflict]) -> Iterator[Conflict]:
    for conflict in found:
        yield conflict
        yield from every(conflict.follows)


def codes(found: Sequence[Conflict]) -> list[str]:
    return [conflict.code for conflict in found]


def test_scenarios_flip_through_the_criterion_that_changes_for_them(desk: Desk) -> None:
    """A drug moved to another class is a drug of IN-2 as before, and an immunosuppressant of IN-3 now."""
    text = desk.base.files.texts[DRUGS]
    line = next(iter(re.findall(r"^  hydroxychloroquine:.*\n(?:    .*\n)*", text, re.MULTILINE)))
    moved = [(line, ""), ("\nimmunosuppressant:\n", f"\nimmunosuppressant:\n{line}")]
    report = desk.report(desk.amendment("A90", {DRUGS: moved}))
    found = [conflict for conflict in every(report.accounts[0].conflicts) if conflict.code == "AM35"]
    assert [conflict.where for conflict in found] == ["IN-3"]
    comparison = report.accounts[0].comparison
    assert [item_words(comparison, item) for item in comparison.items] == [
        ("vocabulary", "hydroxychloroquine: class antimalarial → immunosuppressant")
    ]
    assert report.accounts[0].headline == "A90 changes hydroxychloroquine: class antimalarial → immunosuppressant"


def test_a_changed_weight_of_a_score_is_said_with_both_numbers(desk: Desk) -> None:
    scores = "scores/sledai_2k.yaml"
    line = next(line for line in desk.base.files.texts[scores].splitlines() if "seizure:" in line)
    report = desk.report(desk.amendment("A90", {scores: [(line, line.replace("weight: 8", "weight: 4"))]}))
    comparison = report.accounts[0].comparison
    assert [item_words(comparison, item)[1] for item in comparison.items] == ["sledai_2k: items seizure weight 8 → 4"]


def test_a_phrase_of_a_reading_that_no_longer_stands_in_the_text_is_named_with_its_criterion(desk: Desk) -> None:
    changed = [("(including hydroxychloroquine)", "(hydroxychloroquine included)")]
    (first,) = [c for c in desk.found({PROTOCOL: changed, f"{IN4}.lp": changed}) if c.code == "AM42"]
    assert (first.where, first.message) == (
        "IN-4",
        "“(including hydroxychloroquine)”, which `in4_hydroxychloroquine` reads, does not stand in the text of IN-4",
    )


def test_a_name_is_no_beginning_of_another(desk: Desk) -> None:
    """`SLEDAI-2K >=6` is not a duration of SLE."""
    longer = [("at least 6 months", "at least 12 months")]
    edits = {PROTOCOL: longer, f"{IN2}.thr": [("≥ 6 months", "≥ 12 months"), *longer]}
    found = [c for c in every(desk.found(edits)) if c.code == "AM43"]
    assert found
    assert not any("SLEDAI" in c.message or any("SLEDAI" in text for _, text in c.notes) for c in found)


def test_labels_that_disagree_are_found_whichever_of_them_moved(desk: Desk) -> None:
    facts = "vocabulary/facts.yaml"
    for edit in (
        ("愿意在输注后 12 个月", "愿意在输注后 6 个月"),
        ("contraception for 12 months", "contraception for 6 months"),
    ):
        found = [c for c in desk.found({facts: [edit]}) if c.code == "AM43"]
        assert [(c.group, c.where) for c in found] == [("mend", "contraception_willing")]


def test_a_criterion_that_says_no_more_than_one_condition_is_told_once(desk: Desk) -> None:
    higher = [("score ≥6 points", "score ≥8 points")]
    edits = {PROTOCOL: higher, f"{IN6}.thr": [("SLEDAI-2K ≥ 6 points", "SLEDAI-2K ≥ 8 points"), *higher]}
    edits |= {f"{IN6}.lp": higher} if higher[0][0] in desk.base.files.texts[f"{IN6}.lp"] else {}
    found = [c for c in every(desk.found(edits)) if c.code == "AM14"]
    assert [c.message for c in found] == ['IN-6 now says no more than "SLEDAI-2K ≥ 8 points" (proved)']
    assert [label for label, _ in found[0].notes] == ["idle"]


def test_cases_that_were_left_alone_and_became_idle_together_are_one_finding(desk: Desk) -> None:
    cases = [f"bilirubin_acceptable :- {fact}, bilirubin_gilbert." for fact in ("disease_relapsed", "ana_positive")]
    shipped = "bilirubin_acceptable :- gilbert_syndrome, bilirubin_gilbert."
    more = "\n".join([shipped, *(f"%! because of a case\n{case}" for case in cases)])
    texts = {**desk.base.files.texts}
    texts[f"{IN7}.lp"] = texts[f"{IN7}.lp"].replace(shipped, more)
    base = Opened(replace(desk.base.files, texts=texts, digest=digest(texts)), "1.0")
    lower = desk.amendment("A90", {f"{IN7}.thr": [("bilirubin < 3.0 mg/dL", "bilirubin < 2.0 mg/dL")]}, base=base)
    found = [c for c in every(check_versions(base, [lower]).accounts[0].conflicts) if c.code == "AM15"]
    first, second, third = (f"`{case}`" for case in (shipped, *cases))
    told = f"{first}, {second} and {third}"
    assert [c.message for c in found] == [f"3 cases that were left alone never decide any more in IN-7: {told}"]
    assert [label for label, _ in found[0].notes] == ["proof"] * 3


def test_a_name_that_leads_nowhere_and_the_one_that_took_its_place_are_one_finding(desk: Desk) -> None:
    found = desk.found({f"{IN7}.thr": [("alc_adequate ", "alc_sufficient ")]})
    assert [(c.code, codes(c.follows)) for c in found if c.code in ("AM24", "AM17")] == [("AM24", ["AM17"])]


def test_what_an_approved_amendment_did_is_taken_back_in_one_finding(desk: Desk) -> None:
    scenario = "scenarios/in7_organ_function.yaml"
    raised = [("ALC ≥0.8×10^9/L", "ALC ≥1.0×10^9/L")]
    sentence = next(
        line for line in desk.base.files.texts[scenario].splitlines() if line.startswith("- ") and "ALC" in line
    )
    up: Edits = {
        PROTOCOL: raised,
        f"{IN7}.thr": [("ALC ≥ 0.8", "ALC ≥ 1.0"), *raised],
        f"{IN7}.lp": raised,
        scenario: [(sentence, sentence.replace("ALC", "ALC, raised,"))],
    }
    down = {file: [(now, before) for before, now in edits] for file, edits in up.items()}
    approved = desk.amendment("A91", up, status="approved")
    back = desk.amendment("A92", down, after=approved)
    report = desk.report(approved, back)
    found = [c for account in report.accounts for c in every(account.conflicts)] + list(every(report.together))
    assert [(c.amendment, c.where) for c in found if c.code == "AM40"] == [("A92", "alc_adequate")]


def test_two_rules_for_two_values_of_a_choice_are_no_split(desk: Desk, tmp_path: Path) -> None:
    facts = "vocabulary/facts.yaml"
    choices = re.search(r"^  sex:.*\n", desk.base.files.texts[facts], re.MULTILINE).group()
    declared = f"  ln_class: {{label: class of nephritis, values: [none, i, ii, iii, iv, v]}}\n{choices}"
    rules = "\n%! because of a slip\nserology :- ln_class(iii).\n%! because of a slip\nserology :- ln_class(iv).\n"
    edits = {
        facts: [(choices, declared)],
        f"{IN5}.lp": [(desk.base.files.texts[f"{IN5}.lp"], desk.base.files.texts[f"{IN5}.lp"] + rules)],
    }
    amended = desk.amendment("A90", edits)
    assert "AM18" not in codes(list(every(desk.report(amended).accounts[0].conflicts)))
    alone = Opened(amended.files, "alone")
    assert "AM18" not in codes(list(every(check_versions(alone, ()).base_conflicts)))


def test_another_protocol_given_alone_is_a_base_and_beside_a_base_refused(tmp_path: Path) -> None:
    import shutil

    other = tmp_path / "other"
    shutil.copytree(shipped_knowledge_base(), other, ignore=shutil.ignore_patterns("amendments"))
    protocol = other / "protocol.yaml"
    protocol.write_text(protocol.read_text(encoding="utf-8").replace("id: HN2301", "id: XY99"), encoding="utf-8")
    alone = check_amendments(None, [other])
    assert (alone.accounts, alone.base.protocol, alone.base.root) == ((), "XY99", str(other))
    with pytest.raises(InputError) as refused:
        check_amendments(shipped_knowledge_base(), [other])
    (finding,) = refused.value.findings
    assert (finding.code, finding.message) == (
        "amendment-base",
        f"`{other}` is of the protocol `XY99`, and its base of `HN2301`",
    )
