"""Lists of other things than drugs: diseases and infections by class, in records, rules, forms and comparisons.

What a record means is worked out a second time by enumerating who it may be of.
"""

from __future__ import annotations

import io
import random
import re
import textwrap
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import openpyxl
import pytest

from hn2301_asp.api import Protocol, compare
from hn2301_asp.check import check
from hn2301_asp.forms import make_template
from hn2301_asp.forms.dictionary_words import dictionary_lines
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.report.writers.lines import plain
from hn2301_asp.source.diagnostics import InputError, Place
from hn2301_asp.versions.shortening import shorten
from tests.conftest import Sample

TEXTS = {
    "protocol.yaml": """
id: T
version: "1"
title: t
criteria:
  - {id: I1, kind: inclusion, title: lungs, text: "COPD, or two diseases of the lung or of metabolism"}
  - {id: E1, kind: exclusion, title: infections, text: "Chronic infection, or tuberculosis beside diabetes"}
""",
    "vocabulary/vocabulary.yaml": """
lists:
  conditions:
    metabolic:
      diabetes: {label: diabetes mellitus, names: [DM, type 2 diabetes], label_zh: 糖尿病}
      obesity: {}
    lung:
      copd: {label: COPD, shared: {LD: asthma}}
      asthma: {codes: {icd10: J45}}
      other_lung: {label: another lung disease, door: it then counts in I1}
    heart:
      heart_failure: {}
  infections:
    chronic:
      hepatitis_b: {names: [HBV]}
      hiv: {}
    acute:
      tuberculosis: {names: [TB]}
families:
  comorbidity: {label: comorbidities, item: present, of: conditions}
  history: {label: earlier diseases, item: in the history, of: conditions}
  infection: {label: infections, item: active, of: infections}
""",
    "criteria/I1.lp": """%! "COPD"
met("I1") :- comorbidity(copd).

%! "two diseases of the lung or of metabolism"
met("I1") :- #count { I : comorbidity(I), counts(I) } >= 2.

%! "two diseases of the lung or of metabolism"
counts(I) :- class(I, (lung; metabolic)).
""",
    "criteria/E1.lp": """%! "Chronic infection"
met("E1") :- infection(I), class(I, chronic).

%! "tuberculosis beside diabetes"
met("E1") :- infection(tuberculosis), comorbidity(diabetes).
""",
}
CONDITIONS = ("diabetes", "obesity", "copd", "asthma", "other_lung", "heart_failure")
INFECTIONS = ("hepatitis_b", "hiv", "tuberculosis")
#: Other names that a record may use.
NAMES = {
    "diabetes": ["DM", "Type-2 diabetes", "糖尿病"],
    "copd": ["COPD"],
    "hepatitis_b": ["hbv"],
    "tuberculosis": ["TB"],
}
FIELDS = [f"comorbidity.{name}" for name in CONDITIONS] + [f"infection.{name}" for name in INFECTIONS]


def files(*edits: tuple[str, str, str]) -> KnowledgeBaseFiles:
    texts = dict(TEXTS)
    for file, before, after in edits:
        assert before in texts[file], before
        texts[file] = texts[file].replace(before, after)
    return KnowledgeBaseFiles("kb", texts, digest(texts))


def protocol(*edits: tuple[str, str, str]) -> Protocol:
    own = files(*edits)
    return Protocol(load_knowledge_base(own), files=own)


def meant(patient: Mapping[str, bool]) -> dict[str, bool]:
    """The criteria of a patient of whom all is known, by hand."""
    counted = sum(patient[f"comorbidity.{name}"] for name in CONDITIONS if name != "heart_failure")
    tuberculous = patient["infection.tuberculosis"] and patient["comorbidity.diabetes"]
    chronic = patient["infection.hepatitis_b"] or patient["infection.hiv"]
    return {"I1": patient["comorbidity.copd"] or counted >= 2, "E1": chronic or tuberculous}


def expected(known: Mapping[str, bool]) -> tuple[str, dict[str, str]]:
    """The verdict and the statuses over everybody whom the record may be of."""
    unknown = [name for name in FIELDS if name not in known]
    found = [
        meant({**known, **dict(zip(unknown, answers, strict=True))})
        for answers in product((False, True), repeat=len(unknown))
    ]
    eligible = {one["I1"] and not one["E1"] for one in found}
    statuses = {
        name: "unknown" if len({one[name] for one in found}) > 1 else "met" if found[0][name] else "not_met"
        for name in ("I1", "E1")
    }
    return "undetermined" if len(eligible) > 1 else "eligible" if True in eligible else "ineligible", statuses


def draw(rng: random.Random) -> tuple[dict[str, Any], dict[str, bool]]:
    """A record in any spelling, and what it says."""
    record: dict[str, Any] = {}
    known: dict[str, bool] = {}
    for family, items in (("comorbidity", CONDITIONS), ("infection", INFECTIONS)):
        held = [name for name in items if rng.random() < 0.35]
        if rng.random() < 0.5:
            written = [rng.choice([name, *NAMES.get(name, ())]) for name in held]
            record[family] = rng.choice([written, ";".join(written) or "none"])
            known |= {f"{family}.{name}": name in held for name in items}
            continue
        for name in items:
            if rng.random() < 0.6:
                known[f"{family}.{name}"] = name in held
                record[f"{family}{rng.choice(['.', '__'])}{name}"] = rng.choice(
                    ["yes", True] if name in held else ["no", 0]
                )
    return record, known


def records(rng: random.Random, number: int) -> Iterator[tuple[dict[str, Any], dict[str, bool]]]:
    yield from (draw(rng) for _ in range(number))


def test_it_is_clean_but_for_what_nothing_uses() -> None:
    assert [finding.message for finding in check(files())] == ["nothing uses `history`"]


def test_statuses_are_those_of_everybody_whom_a_record_may_be_of(sample: Sample) -> None:
    screener, seen = protocol(), set()
    for record, known in records(random.Random("lists"), sample(2_000)):
        result = screener.screen(record)
        assert (result.verdict, dict(result.criteria)) == expected(known), record
        seen.add(result.verdict)
    assert seen == {"eligible", "ineligible", "undetermined"}


#: Another version, and who is judged otherwise by it, by hand.
VERSIONS = {
    "a disease of another class": (
        ("vocabulary/vocabulary.yaml", "      obesity: {}\n    lung:\n", "    lung:\n      obesity: {}\n"),
        lambda patient: meant(patient),
    ),
    "a disease that counts no longer": (
        ("vocabulary/vocabulary.yaml", "      obesity: {}\n    lung:\n", "    fat:\n      obesity: {}\n    lung:\n"),
        lambda patient: meant({**patient, "comorbidity.obesity": False}),
    ),
    "an infection that is acute": (
        ("vocabulary/vocabulary.yaml", "      hiv: {}\n    acute:\n", "    acute:\n      hiv: {}\n"),
        lambda patient: meant({**patient, "infection.hiv": False}),
    ),
}


@pytest.mark.parametrize("name", VERSIONS)
def test_two_versions_differ_in_whom_they_are_said_to(name: str) -> None:
    edit, then = VERSIONS[name]
    found = compare(protocol(), protocol(edit)).overall
    everybody = [dict(zip(FIELDS, answers, strict=True)) for answers in product((False, True), repeat=len(FIELDS))]

    def eligible(one: Mapping[str, bool]) -> bool:
        return one["I1"] and not one["E1"]

    gains = [one for one in everybody if eligible(then(one)) and not eligible(meant(one))]
    loses = [one for one in everybody if eligible(meant(one)) and not eligible(then(one))]
    assert (found.gains.witness is not None, found.loses.witness is not None) == (bool(gains), bool(loses))
    for side, those in ((found.gains, gains), (found.loses, loses)):
        if side.witness is not None:
            told = side.witness.record
            held = {f"{family}.{item}" for family in ("comorbidity", "infection") for item in told.get(family, ())}
            assert {name: name in held for name in FIELDS} in those


def test_names_are_those_of_the_list_and_a_door_is_asked_of_its_own() -> None:
    screener = protocol()

    def refused(record: Mapping[str, Any]) -> tuple[str, str | None]:
        with pytest.raises(InputError) as caught:
            screener.screen(record)
        (finding, *_) = caught.value.findings
        return finding.message, finding.help

    message, help = refused({"comorbidity": ["sarcoidosis"]})
    assert message == "`sarcoidosis` is not known among the comorbidities"
    assert "is it `other_lung` (it then counts in I1), or neither?" in (help or "")
    assert refused({"comorbidity": ["LD"]})[0] == "`LD` can be COPD or asthma"
    assert refused({"infection": ["copd"]})[0] == "`copd` is not known among the infections"
    assert refused({"infection": ["hepatitis b virus"]})[1] == "did you mean `hepatitis_b`?"
    assert refused({"comorbidity": "copd, asthma"})[1] == "write `;` between the names: `copd; asthma`"


def test_what_does_not_fit_is_told() -> None:
    def told(*edits: tuple[str, str, str]) -> list[str]:
        own = files(*edits)
        return [finding.message for finding in check(own) if finding.severity != "remark"]

    vocabulary = "vocabulary/vocabulary.yaml"
    assert told(("criteria/E1.lp", "infection(tuberculosis)", "infection(copd)")) == ["`copd` is no item of infections"]
    assert told(("criteria/E1.lp", "chronic)", "cronic)")) == ["`cronic` is no class of a list"]
    assert told((vocabulary, "      hiv: {}", "      copd: {}")) == [
        "`copd` stands in the lists `conditions` and `infections`"
    ]
    assert told((vocabulary, "names: [TB]", "names: [HBV]")) == ["`HBV` names both `hepatitis_b` and `tuberculosis`"]
    assert told((vocabulary, "of: infections", "of: infection")) == [
        "family `infection`: it is of `infection`, which is no score and no list (did you mean `infections`?)"
    ]
    assert told((vocabulary, "    acute:\n", "    acute:\n      hiv: {}\n")) == ["the item `hiv` stands in two classes"]
    assert told((vocabulary, "      obesity: {}", "      none: {}"), ("criteria/I1.lp", "COPD", "COPD")) == [
        "`none` names the item `none`, and in a record it means an empty list"
    ]
    assert told((vocabulary, "  infections:\n", "  drugs:\n"), (vocabulary, "of: infections", "of: drugs")) == [
        "`drugs` is the list of drugs.yaml"
    ]


#: The lists in files of their own.
APART = {
    "vocabulary/vocabulary.yaml": "families:" + TEXTS["vocabulary/vocabulary.yaml"].partition("families:")[2],
    **{
        f"vocabulary/lists/{of}.yaml": textwrap.dedent(text)
        for of, text in re.findall(r"^  (\w+):\n((?:    .*\n)+)", TEXTS["vocabulary/vocabulary.yaml"], re.MULTILINE)
    },
}


def apart(*edits: tuple[str, str, str]) -> KnowledgeBaseFiles:
    texts = {**TEXTS, **APART}
    for file, before, after in edits:
        texts[file] = texts.get(file, "").replace(before, after) if before else after
    return KnowledgeBaseFiles("kb", texts, digest(texts))


def test_a_list_may_stand_in_a_file_of_its_own() -> None:
    assert sorted(APART) == [
        "vocabulary/lists/conditions.yaml",
        "vocabulary/lists/infections.yaml",
        "vocabulary/vocabulary.yaml",
    ]
    assert load_knowledge_base(apart()).vocabulary == load_knowledge_base(files()).vocabulary
    assert [finding.message for finding in check(apart())] == ["nothing uses `history`"]
    (twice,) = check(apart(("vocabulary/lists/infections.yaml", "names: [TB]", "names: [HBV]")))
    assert (twice.message, str(twice.place)) == (
        "`HBV` names both `hepatitis_b` and `tuberculosis`",
        "vocabulary/lists/infections.yaml:5:3",
    )
    both = ("vocabulary/vocabulary.yaml", "families:", "lists: {infections: {}}\nfamilies:")
    (here,) = check(apart(both))
    assert here.message == "`infections` stands here, and vocabulary/lists/infections.yaml is there too"


def test_an_amendment_of_a_list_holds_the_items_that_change() -> None:
    found = shorten(
        "vocabulary/lists/infections.yaml",
        APART["vocabulary/lists/infections.yaml"],
        APART["vocabulary/lists/infections.yaml"].replace("hiv: {}", "hiv: {names: [HIV-1]}"),
    )
    assert found.text == "chronic:\n  hiv: {names: [HIV-1]}\n"


def test_an_unknown_name_is_put_through_the_doors_of_its_list_alone() -> None:
    (remark,) = protocol().by_doors({"comorbidity": ["sarcoidosis"], "infection": []}, Place("p"))
    assert remark.message == "with `sarcoidosis` as `other_lung` the verdict would be ineligible"
    assert protocol().by_doors({"comorbidity": [], "infection": ["measles"]}, Place("p")) == ()


def test_a_workbook_has_a_sheet_of_each_list() -> None:
    made = make_template(files(), protocol().knowledge_base.vocabulary, "xlsx", short=False)
    assert isinstance(made, bytes)
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["patients", "dictionary", "conditions", "infections"]
    assert [cell.value for cell in book["conditions"][2]] == [
        "diabetes",
        "diabetes mellitus",
        "metabolic",
        "DM, type 2 diabetes",
    ]
    told = [row[3] for row in book["dictionary"].iter_rows(values_only=True) if row[0] == "infection"]
    assert told == ["names separated by `;`, or `none`: see the sheet `infections`"]


def test_forms_and_the_dictionary_hold_the_lists() -> None:
    own = files()
    vocabulary = protocol().knowledge_base.vocabulary
    text = plain(dictionary_lines(vocabulary))
    assert "names separated by `;`, or `none`: conditions, as below" in text
    assert "\nConditions\n" in text
    assert "\nInfections\n" in text
    assert "for conditions without a name here: it then counts in I1" in text
    assert "Drugs" not in text
    (header,) = make_template(own, vocabulary, "csv", short=False).splitlines()
    assert {"comorbidity", "comorbidity.copd", "infection.hiv"} <= {*header.split(",")}


def test_an_explanation_speaks_of_the_item_and_its_class() -> None:
    text = protocol().screen({"comorbidity": ["obesity", "heart_failure"], "infection": "none"}).explain()
    assert "I1" in text
    assert "heart failure" in text
    ruled = protocol().screen({"comorbidity": ["copd"], "infection": ["HBV"]}).explain()
    assert "hepatitis b" in ruled
