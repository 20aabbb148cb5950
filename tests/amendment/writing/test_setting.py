"""A threshold is changed in all its places at once, or not at all."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from msgspec.structs import replace

from hn2301_asp.amendment.writing import set_threshold, write
from hn2301_asp.api import load
from hn2301_asp.check import check
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.thresholds.model import Threshold
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.versions.opened import Opened
from hn2301_asp.versions.opening import open_version

SHIPPED = load().knowledge_base.thresholds
THRESHOLDS = {
    threshold.name: threshold
    for threshold in SHIPPED.thresholds.values()
    if any(reason.kind != "because" for reason in threshold.reasons)
}
#: The words of each of these state the other too.
SHARED = {
    "transfused_recently": "growth_factor_recently",
    "growth_factor_recently": "transfused_recently",
    "inr_adequate": "aptt_adequate",
    "aptt_adequate": "inr_adequate",
    "alt_adequate": "ast_adequate",
    "ast_adequate": "alt_adequate",
}


def looser(threshold: Threshold) -> str:
    """The number one digit or recording step looser, so that the typical patient still passes."""
    limit = threshold.limits[0]
    digit = Fraction(1, 10 ** len(limit.number_text.partition(".")[2]))
    quantity = SHIPPED.quantities[threshold.quantity]
    if not limit.times:
        digit = max(digit, quantity.step)
    lower = limit.comparator in (">=", ">") or threshold.reasons[0].kind == "negated"
    number = limit.number - digit if lower else limit.number + digit
    return f"{float(number):g}"


def changed_lines(base: Opened, written_folder: Path) -> list[str]:
    """Every line of the base that the amendment changes, with its file."""
    found = []
    amended = open_version(written_folder, base.files).files.texts
    for name, text in base.files.texts.items():
        before, after = text.split("\n"), amended[name].split("\n")
        lines = [line for line in difflib.unified_diff(before, after, n=0, lineterm="") if line[:3] != "@@ "]
        found += [name, *lines[2:]] if lines else []
    return found


def test_there_are_thresholds_with_quotes() -> None:
    assert len(THRESHOLDS) == 24
    assert set(SHARED) < set(THRESHOLDS)


@pytest.mark.parametrize("name", THRESHOLDS)
def test_every_threshold_can_be_set_and_the_checks_stay_clean(base: Opened, folder: Path, name: str) -> None:
    threshold = THRESHOLDS[name]
    number = looser(threshold)
    written = set_threshold(base, folder, threshold.owner, name, number, with_others=name in SHARED)
    assert written.findings == ()
    write(written)
    opened = open_version(folder)
    assert (check(opened.files), opened.files) == (check(base.files), written.opened.files)
    assert opened.clashes == ()
    after = load(folder).knowledge_base.thresholds.thresholds
    wanted = {name, SHARED.get(name, name)}
    assert {n for n, t in after.items() if t.test != SHIPPED.thresholds[n].test} == wanted
    assert {after[n].limits[0].number_text for n in wanted} == {number}
    assert {t.name for t in written.thresholds} == wanted


@pytest.mark.parametrize("name", SHARED)
def test_words_that_state_a_second_threshold_are_not_changed_for_one(base: Opened, folder: Path, name: str) -> None:
    threshold = THRESHOLDS[name]
    with pytest.raises(InputError) as refused:
        set_threshold(base, folder, threshold.owner, name, looser(threshold))
    finding = refused.value.findings[0]
    words = threshold.reasons[0].text
    assert finding.message == (f"the words `{words}` state `{SHARED[name]}` too, which would then say something else")
    assert finding.help == f"set both (`--with-others`): `{name}`, `{SHARED[name]}`; or split the text by hand"


TYPICAL = [
    ("IN-7", "alc_adequate", "≥ 1.0"),
    ("IN-2", "regimen_maintained", ">= 12 weeks"),
    ("IN-2", "dose_maintained", "1"),
    ("IN-7", "hemoglobin_adequate", "> 8.5 g/dL"),
    ("IN-6", "immunologic_scored", "> 1"),
]


@pytest.mark.parametrize(("criterion", "name", "limit"), TYPICAL)
def test_only_the_words_of_the_limit_change(
    base: Opened, folder: Path, golden: Callable[[str, str], None], criterion: str, name: str, limit: str
) -> None:
    write(set_threshold(base, folder, criterion, name, limit))
    golden(f"amendment/writing/set_{name}.txt", "\n".join(changed_lines(base, folder)) + "\n")


def test_what_is_written_of_a_new_amendment(base: Opened, folder: Path) -> None:
    written = set_threshold(base.files, folder, "IN-7", "alc_adequate", "≥ 1.0 x10^9/L")
    assert not folder.exists()
    write(written)
    assert (folder / "amendment.yaml").read_text(encoding="utf-8") == (
        "id: A02\n"
        'title: "IN-7: ALC ≥ 1.0 ×10^9/L, was ≥ 0.8 ×10^9/L"\n'
        "status: proposed\n"
        "base:\n"
        '  version: "1.0"\n'
        f'  digest: "{base.files.digest[:16]}"\n'
        "  items:\n"
        '    criteria/in7_organ_function.lp: {bone_marrow: "d911da198ca9f684"}\n'
        '    criteria/in7_organ_function.thr: {alc_adequate: "6a6a00c726cd81d3"}\n'
        '    protocol.yaml: {IN-7.text: "648524d0523e8a96"}\n'
        "\n"
        "# Left open: fill in what applies, and take the `# ` in front of it away.\n"
        "# rationale: why it is made, in the words that ethics committees will read\n"
        "# reason: one of Regulatory Agency Request to Amend, New Regulatory Guidance, IRB/IEC Feedback, "
        "New Safety Information Available, Manufacturing Change, IMP Addition, Change in Strategy, "
        "Change in Standard of Care, New Data Available (Other Than Safety Data), Investigator/Site Feedback, "
        "Recruitment Difficulty, Inconsistency and/or Error in the Protocol, Protocol Design Error, Other, "
        "Not Applicable\n"
        "# scope: one of Global, Not Global, Not Applicable, Country, Region, Site\n"
        "# date: the day of this version, as YYYY-MM-DD\n"
        "# effective: the day from which it holds, as YYYY-MM-DD\n"
        "# documents: what else must change, as [consent form, case report form, synopsis]\n"
        "# enrolled: how many participants were enrolled when it was written\n"
        "# approvals: the day of approval by site, as {SITE: YYYY-MM-DD}\n"
        "\n"
        "intent:\n"
        "  IN-7: narrows  # as proved under the readings in force\n"
    )
    assert written.remaining == (
        "write the rationale in kb/amendments/A02_marrow/amendment.yaml",
        "name the reason in kb/amendments/A02_marrow/amendment.yaml",
        "name the scope in kb/amendments/A02_marrow/amendment.yaml",
        "give the date in kb/amendments/A02_marrow/amendment.yaml",
    )


def test_a_second_change_extends_the_amendment_and_keeps_its_own_intent_up(base: Opened, folder: Path) -> None:
    write(set_threshold(base, folder, "IN-7", "alc_adequate", "1.0"))
    write(set_threshold(base, folder, "IN-7", "anc_adequate", "1.0"))
    write(set_threshold(base, folder, "IN-6", "active_total", "8"))
    opened = open_version(folder)
    assert opened.manifest is not None
    assert dict(opened.manifest.intent) == {"IN-7": "shifts", "IN-6": "narrows"}
    after = load(folder).knowledge_base.thresholds.thresholds
    names = ("alc_adequate", "anc_adequate", "active_total")
    assert [after[n].shown for n in names] == ["≥ 1.0 ×10^9/L", "≥ 1.0 ×10^9/L", "≥ 8 points"]
    assert check(opened.files) == []


def test_an_intent_that_version_0_3_filled_in_is_kept_up_too(base: Opened, folder: Path) -> None:
    write(set_threshold(base, folder, "IN-7", "alc_adequate", "1.0"))
    path = folder / "amendment.yaml"
    path.write_text(path.read_text().replace(" under the readings in force", ""), encoding="utf-8")
    write(set_threshold(base, folder, "IN-7", "alc_adequate", "0.5"))
    assert path.read_text().endswith("intent:\n  IN-7: broadens  # as proved\n")


def test_setting_the_old_limit_again_takes_the_files_away(base: Opened, folder: Path) -> None:
    write(set_threshold(base, folder, "IN-7", "alc_adequate", "1.0"))
    write(set_threshold(base, folder, "IN-7", "alc_adequate", "0.8"))
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["amendment.yaml"]
    opened = open_version(folder)
    assert (opened.files.texts, opened.manifest and dict(opened.manifest.intent)) == (base.files.texts, {})


def test_what_an_author_declared_is_left_and_told(base: Opened, folder: Path) -> None:
    write(set_threshold(base, folder, "IN-7", "alc_adequate", "1.0"))
    path = folder / "amendment.yaml"
    path.write_text(
        path.read_text().replace("IN-7: narrows  # as proved under the readings in force", "IN-7: narrows"),
        encoding="utf-8",
    )
    written = set_threshold(base, folder, "IN-7", "alc_adequate", "0.5")
    write(written)
    assert written.notes == (
        "`IN-7: narrows` is declared in kb/amendments/A02_marrow/amendment.yaml and was left: "
        "it broadens, as was proved under the readings in force",
    )
    assert path.read_text().endswith("intent:\n  IN-7: narrows\n")


def test_a_line_that_grows_too_long_passes_its_last_words_on(base: Opened, folder: Path) -> None:
    write(set_threshold(base, folder, "IN-7", "anc_adequate", "≥ 1500000000.5 cells/µL"))
    lines = (folder / "protocol.yaml").read_text(encoding="utf-8").split("\n")
    start = next(number for number, line in enumerate(lines) if "1500000000.5" in line)
    assert [line[-12:] for line in lines[start - 1 : start + 3]] == [
        "unction: ANC",
        "ithin 7 days",
        "ac function:",
        "tion: ≤CTCAE",
    ]
    assert max(map(len, lines[start : start + 3])) <= 120
    assert check(open_version(folder).files) != []


def test_numbers_left_in_the_register_are_told(base: Opened, folder: Path) -> None:
    written = set_threshold(base, folder, "IN-1", "within_age_limit", "75")
    assert [note.partition(":")[2].partition(" ")[2] for note in written.notes] == [
        "still names `69` (assumption A01, decision): look whether it holds",
        "still names `69` (assumption A01, reason): look whether it holds",
    ]


DOUBTS = [
    (
        "saturation_adequate",
        "200",
        "AM08",
        "`SpO2 on room air ≥ 200 %` lies outside what is possible: 0 % to 100 %",
    ),
    (
        "anc_adequate",
        "1500",
        "AM08",
        "`ANC ≥ 1500 ×10^9/L` lies outside what is possible: 0 ×10^9/L to 500 ×10^9/L",
    ),
    (
        "anc_adequate",
        "60",
        "AM20",
        "`ANC ≥ 60 ×10^9/L` lies outside what is plausible: 0.1 ×10^9/L to 30 ×10^9/L",
    ),
    (
        "bilirubin_usual",
        "1.55",
        "AM21",
        "`total bilirubin < 1.55 mg/dL` is finer than the value is recorded, in steps of 0.1 mg/dL: "
        "in effect ≤ 1.5 mg/dL",
    ),
]


@pytest.mark.parametrize(("name", "limit", "code", "message"), DOUBTS, ids=lambda value: str(value)[:20])
def test_a_doubtful_limit_is_a_warning(
    base: Opened, folder: Path, name: str, limit: str, code: str, message: str
) -> None:
    written = set_threshold(base, folder, "IN-7", name, limit)
    first = written.findings[0]
    assert (first.code, first.severity, first.message) == (code, "warning", message)
    assert first.place.file == f"{folder}/criteria/in7_organ_function.thr"


@pytest.mark.parametrize("limit", ["≥ 4.96 mmol/L", "≥ 80.5 g/L"])
def test_a_limit_that_its_own_unit_records_is_no_doubt(base: Opened, folder: Path, limit: str) -> None:
    """As AM21 judges the drafted amendment: values may be recorded in the unit that is written."""
    found = set_threshold(base, folder, "IN-7", "hemoglobin_adequate", limit).findings
    assert [f.code for f in found if f.code == "AM21"] == ([] if "mmol" in limit else ["AM21"])


MISTAKES = [
    (("IN-9", "alc_adequate", "1"), "`IN-9` is no criterion of the protocol", "did you mean `IN-8`?"),
    (("IN-7", "alc_adequat", "1"), "`alc_adequat` is no threshold of IN-7", "did you mean `alc_adequate`?"),
    (("IN-6", "alc_adequate", "1"), "`alc_adequate` is no threshold of IN-6", "it is one of IN-7"),
    (
        ("IN-6", "x", "1"),
        "`x` is no threshold of IN-6",
        "its thresholds are `active_total`, `active_clinical`, `immunologic_scored`",
    ),
    (
        ("IN-8", "x", "1"),
        "`x` is no threshold of IN-8",
        "IN-8 has no threshold: edit a copy of the knowledge base, and draft the amendment from it",
    ),
    (
        ("IN-7", "alc_adequate", "≥ 0.80 x10^9/L"),
        "`alc_adequate` is `≥ 0.8 ×10^9/L` already",
        "give another limit",
    ),
    (("IN-7", "alc_adequate", ""), "no limit is given", "write one, as `≥ 0.8 ×10^9/L`"),
    (("IN-7", "alc_adequate", "at least 1"), "`at least` is not understood here", "write `≥`"),
    (("IN-7", "alc_adequate", "1,0"), "`1,0` is no number", "write a decimal point"),
    (("IN-7", "alc_adequate", "1 g/xL"), "`g/xL` is not a declared unit", "did you mean `g/L`?"),
    (
        ("IN-7", "alc_adequate", "1 mg/dL"),
        "ALC cannot be given in `mg/dL`",
        "its units are `10*9/L`, `/uL`",
    ),
    (
        ("IN-7", "alc_adequate", "between 1 and 2"),
        "`alc_adequate` is one bound, and `between 1 and 2` is a range",
        "write it as `≥ 1.5`",
    ),
    (
        ("IN-7", "transfused_recently", "< 14 days"),
        "`transfused_recently` is a window before screening, and `< 14 days` is one bound",
        "write it as `within 14 days before screening`",
    ),
    (
        ("IN-7", "transfused_recently", "within 14 days before screening, yes if never"),
        "`within 14 days before screening, yes if never` says more than a limit",
        "write it as `within 14 days before screening`",
    ),
    (
        ("IN-7", "transfused_recently", "within 14 days after screening"),
        "`transfused_recently` is a window before screening, and `within 14 days after screening` is a window after "
        "screening",
        "write it as `within 14 days before screening`",
    ),
    (
        ("IN-7", "alc_adequate", '1 because "no"'),
        '`1 because "no"` says more than a limit',
        "write it as `≥ 1.5`",
    ),
    (
        ("IN-1", "adult", "> 18"),
        "the words `aged between 18 and 69 (inclusive)` cannot be made to say `> 18 years`",
        "edit a copy of the knowledge base by hand, and draft the amendment from it",
    ),
    (
        ("IN-1", "adult", "216 months"),
        "the words `aged between 18 and 69 (inclusive)` cannot be made to say `≥ 216 months`",
        "edit a copy of the knowledge base by hand, and draft the amendment from it",
    ),
]


@pytest.mark.parametrize(("asked", "message", "help"), MISTAKES, ids=lambda value: str(value)[:50])
def test_a_mistake_is_told_with_the_way_out(
    base: Opened, folder: Path, asked: tuple[str, str, str], message: str, help: str
) -> None:
    with pytest.raises(InputError) as refused:
        set_threshold(base, folder, *asked)
    finding = refused.value.findings[0]
    assert (finding.message, finding.help) == (message, help)
    assert not folder.exists()


def test_a_window_may_be_given_in_the_file_s_own_words(base: Opened, folder: Path) -> None:
    asked = ("IN-7", "transfused_recently")
    written = set_threshold(base, folder, *asked, "within 14 days before screening, no if never", with_others=True)
    same = set_threshold(base, folder, *asked, "14", with_others=True)
    assert written == same


def test_an_id_that_another_amendment_has_is_refused_with_the_next_free_one(base: Opened, folder: Path) -> None:
    write(set_threshold(base, folder, "IN-7", "alc_adequate", "1.0"))
    name = folder.name.partition("_")[0]
    other = folder.parent / f"{name}_again"
    with pytest.raises(InputError) as refused:
        set_threshold(base, other, "IN-7", "alc_adequate", "1.1")
    (finding,) = refused.value.findings
    free = f"{name[:-2]}{int(name[-2:]) + 1:02}"
    assert finding.message == f"`{folder}` is {name} already"
    assert finding.help == (
        f"name that folder, to change that amendment; or `{folder.parent / free}_again` for a new one"
    )


def test_a_limit_that_is_wrong_is_shown_with_a_caret(base: Opened, folder: Path) -> None:
    with pytest.raises(InputError) as refused:
        set_threshold(base, folder, "IN-7", "alc_adequate", "1 g/xL")
    assert str(refused.value) == (
        "error[KB041 unknown-unit] `g/xL` is not a declared unit\n    1 g/xL\n      ^^^^\n  help: did you mean `g/L`?"
    )


FOLDERS = [
    ("marrow", None, "the folder's name `marrow` does not begin with an id"),
    ("A02_x", "notes.yaml", "`kb/amendments/A02_x` holds files and no amendment.yaml"),
]


@pytest.mark.parametrize(("name", "file", "message"), FOLDERS)
def test_a_folder_that_cannot_hold_the_amendment_is_refused(
    base: Opened, kb: Path, name: str, file: str | None, message: str
) -> None:
    folder = kb / "amendments" / name
    if file is not None:
        folder.mkdir(parents=True)
        (folder / file).write_text("a: 1\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        set_threshold(base, folder, "IN-7", "alc_adequate", "1.0")
    assert refused.value.findings[0].message == message


def test_a_guardrail_is_set_by_the_name_of_its_file(base: Opened, folder: Path) -> None:
    written = set_threshold(base, folder, "guardrails", "guard_lvef", "35")
    write(written)
    assert [path.name for path in sorted(folder.iterdir())] == ["amendment.yaml", "guardrails.thr"]
    assert load(folder).knowledge_base.guardrail_thresholds.thresholds["guard_lvef"].shown == "≥ 35 %"
    assert (written.clauses, written.notes) == ((), ())


def in_two_units(base: Opened, second: str) -> KnowledgeBaseFiles:
    """The base with the limit of bilirubin given in a second unit, wherever its words stand."""
    before, after = "<2.0mg/dL (Gilbert", f"<2.0mg/dL ({second}) (Gilbert"
    texts = {name: text.replace(before, after) for name, text in base.files.texts.items()}
    return replace(base.files, texts=texts, digest=digest(texts))


def test_a_limit_that_is_given_in_two_units_changes_in_both(base: Opened, folder: Path) -> None:
    files = in_two_units(base, "34 µmol/L")
    written = set_threshold(files, folder, "IN-7", "bilirubin_usual", "≤ 1.5")
    said = [
        line for text in written.opened.files.texts.values() for line in text.split("\n") if "µmol/L) (Gilbert" in line
    ]
    assert len(said) == 3
    assert all("bilirubin ≤1.5mg/dL (26 µmol/L) (Gilbert" in line for line in said)


def paired(base: Opened, second: str) -> KnowledgeBaseFiles:
    """The same, with the second number in the threshold file too."""
    files = in_two_units(base, second)
    name = "criteria/in7_organ_function.thr"
    text = files.texts[name].replace("total bilirubin < 2.0 mg/dL", f"total bilirubin < 2.0 mg/dL ({second})", 1)
    texts = {**files.texts, name: text}
    return replace(files, texts=texts, digest=digest(texts))


@pytest.mark.parametrize(
    ("second", "limit", "written"),
    [
        ("34 µmol/L", "< 1.5 mg/dL", "< 1.5 mg/dL (26 µmol/L)"),
        ("34.2 µmol/L", "1.5", "< 1.5 mg/dL (25.7 µmol/L)"),
        ("34 µmol/L", "≤ 1.5 mg/dL (25.7 µmol/L)", "≤ 1.5 mg/dL (25.7 µmol/L)"),
    ],
)
def test_both_numbers_of_a_limit_in_two_units_are_written(
    base: Opened, folder: Path, second: str, limit: str, written: str
) -> None:
    done = set_threshold(paired(base, second), folder, "IN-7", "bilirubin_usual", limit)
    thresholds = done.opened.files.texts["criteria/in7_organ_function.thr"]
    assert f"total bilirubin {written} " in thresholds
    text = done.opened.files.texts["protocol.yaml"]
    assert written.removeprefix("< ").removeprefix("≤ ").replace(" mg/dL", "mg/dL") in " ".join(text.split())
    assert not [f for f in done.findings if f.severity == "error"]


def test_a_limit_that_its_second_number_cannot_follow_is_refused(base: Opened, folder: Path) -> None:
    with pytest.raises(InputError) as refused:
        set_threshold(in_two_units(base, "34 µmol/L"), folder, "IN-7", "bilirubin_usual", "< 30 umol/L")
    assert refused.value.findings[0].message == (
        "the text gives the limit a second time as `34 µmol/L`, which cannot be made to say the new one"
    )


def test_an_amendment_written_by_hand_keeps_its_comments_and_says_what_it_replaces_now(
    base: Opened, folder: Path
) -> None:
    own = "# Raised after two infections.\n\ncriterion IN-7\n\n# was 0.8\n"
    line = 'alc_adequate               ALC ≥ 1.0 ×10^9/L                 "ALC ≥1.0×10^9/L"\n'
    write(set_threshold(base, folder, "IN-7", "alc_adequate", "≥ 1.0"))
    thr, statements = folder / "criteria/in7_organ_function.thr", folder / "amendment.yaml"
    thr.write_text(own + line, encoding="utf-8")
    said = yaml.safe_load(statements.read_text(encoding="utf-8"))
    seen = base.files.digest[:16]
    statements.write_text(
        "id: A02\ntitle: ours\nstatus: proposed\n"
        f'base: {{version: "1.0", digest: "{seen}"}}  # of March\nscope: Global\n',
        encoding="utf-8",
    )
    write(set_threshold(base, folder, "IN-7", "ejection_adequate", "≥ 45"))
    assert thr.read_text(encoding="utf-8").startswith(own + line)
    assert "LVEF ≥ 45 %" in thr.read_text(encoding="utf-8")
    text = statements.read_text(encoding="utf-8")
    assert "scope: Global" in text
    assert "# of March" in text
    now = yaml.safe_load(text)
    assert now["base"]["digest"] == seen
    items = now["base"]["items"]
    assert set(items["criteria/in7_organ_function.thr"]) == {"alc_adequate", "ejection_adequate"}
    assert items["protocol.yaml"] == said["base"]["items"]["protocol.yaml"]
    assert open_version(folder, base.files).stale == ()


def test_of_a_base_that_has_changed_only_what_is_set_anew_is_said_to_be_seen(base: Opened, folder: Path) -> None:
    write(set_threshold(base, folder, "IN-7", "alc_adequate", "≥ 1.0"))
    statements = folder / "amendment.yaml"
    text = statements.read_text(encoding="utf-8")
    other = text.replace('alc_adequate: "', 'alc_adequate: "000000')
    statements.write_text(other, encoding="utf-8")
    assert [one.name for one in open_version(folder, base.files).stale] == ["alc_adequate"]
    written = set_threshold(base, folder, "IN-7", "ejection_adequate", "≥ 45")
    assert "the base has changed since `A02` was written for it" in written.notes
    write(written)
    assert [one.name for one in open_version(folder, base.files).stale] == ["alc_adequate"]


@pytest.mark.parametrize(
    "statements",
    [
        'id: A02\ntitle: t\nstatus: proposed\nbase:\n    version: "1.0"\n    digest: "{seen}"\n',
        '{{id: A02, title: t, status: proposed, base: {{version: "1.0", digest: "{seen}"}}}}\n',
        'id: A02\ntitle: t\nstatus: proposed\nbase:\n  digest: "{seen}"\n  version: >-\n    1.0\nscope: Global\n',
    ],
)
def test_statements_in_another_layout_are_kept_up_too(base: Opened, folder: Path, statements: str) -> None:
    folder.mkdir(parents=True)
    path = folder / "amendment.yaml"
    path.write_text(statements.format(seen=base.files.digest[:16]), encoding="utf-8")
    write(set_threshold(base, folder, "IN-7", "alc_adequate", "≥ 1.0"))
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert said["base"]["items"]["criteria/in7_organ_function.thr"] == {"alc_adequate": "6a6a00c726cd81d3"}
    assert (said["title"], str(said["base"]["version"])) == ("t", "1.0")
    assert open_version(folder, base.files).stale == ()
