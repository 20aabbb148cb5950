"""Labels in a second language: everything shipped has one, and what has none is called as ever."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest, read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.source.diagnostics import InputError
from tests.small_base import TEXTS

CHINESE = "zh"
QUANTITIES, FACTS, DRUGS = "vocabulary/quantities.yaml", "vocabulary/facts.yaml", "vocabulary/drugs.yaml"


@pytest.fixture(scope="module")
def shipped() -> KnowledgeBase:
    return load_knowledge_base(read_files(shipped_knowledge_base()))


def small(**changes: tuple[str, str]) -> KnowledgeBase:
    """The small knowledge base with one edit in each of some files."""
    texts = dict(TEXTS)
    for name, (old, new) in changes.items():
        file = next(f for f in texts if f.rpartition("/")[2] == f"{name}.yaml")
        assert texts[file].count(old) == 1
        texts[file] = texts[file].replace(old, new)
    return load_knowledge_base(KnowledgeBaseFiles("kb", texts, digest(texts)))


def chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def test_everything_shipped_has_a_chinese_label(shipped: KnowledgeBase) -> None:
    v = shipped.vocabulary
    named: list[Iterable[Any]] = [
        *(v.quantities.values(), v.facts.values(), v.choices.values(), v.families.values(), v.doses.values()),
        *(v.drugs.values(), v.record.values(), shipped.criteria),
        *(score.items.values() for score in v.scores.values()),
        *(family.items.values() for family in v.families.values()),
    ]
    without = [thing for group in named for thing in group if not chinese(thing.labels.get(CHINESE, ""))]
    assert without == []


def test_no_two_fields_have_one_chinese_label(shipped: KnowledgeBase) -> None:
    vocabulary = shipped.vocabulary
    labels = [vocabulary.label(field, CHINESE) for field in vocabulary.fields()]
    assert sorted(label for label in set(labels) if labels.count(label) > 1) == []


@pytest.mark.parametrize(
    ("field", "ordinary", "translated"),
    [
        ("age", "age", "年龄"),
        ("sex", "sex", "性别"),
        ("pregnant", "pregnant", "妊娠"),
        ("sledai", "SLEDAI-2K items", "SLEDAI-2K 条目"),
        ("sledai.rash", "rash (SLEDAI-2K item)", "皮疹 (SLEDAI-2K 条目)"),
        ("current.prednisone", "prednisone (now taken)", "泼尼松 (目前用药)"),
        ("dose.prednisone", "prednisone (daily oral dose)", "泼尼松 (每日口服剂量)"),
        ("birth_date", "date of birth", "出生日期"),
        ("transfused_ever", "ever transfused", "既往输血史"),
        ("nothing.known", "nothing.known", "nothing.known"),
    ],
)
def test_a_field_is_called_by_its_label_in_a_language(
    shipped: KnowledgeBase, field: str, ordinary: str, translated: str
) -> None:
    label = shipped.vocabulary.label
    assert (label(field, CHINESE), label(field), label(field, None)) == (translated, ordinary, ordinary)
    assert label(field, "fr") == ordinary


def test_a_criterion_has_its_title_in_a_language(shipped: KnowledgeBase) -> None:
    assert shipped.criteria[0].labels == {CHINESE: "年龄与诊断"}


def test_a_ratio_is_called_as_its_quantity(shipped: KnowledgeBase) -> None:
    quantities = shipped.thresholds.quantities
    ratios = [q for q in quantities.values() if q.label.endswith(" / ULN")]
    assert ratios
    assert all(ratio.labels[CHINESE].endswith(" / ULN") for ratio in ratios)


# Any language, anywhere, and only there


def test_any_language_of_two_letters_is_read() -> None:
    found = small(
        quantities=("a: {label: aa,", "a: {label: aa, label_de: ah, label_fr: á,"),
        facts=("  f: {}", "  f: {label_de: eff}"),
        sc=("one: {weight: 1,", "one: {label_de: eins, weight: 1,"),
        protocol=("id: C-1, kind: inclusion, title: t,", "id: C-1, kind: inclusion, title: t, label_de: T,"),
    )
    vocabulary = found.vocabulary
    assert vocabulary.quantities["a"].labels == {"de": "ah", "fr": "á"}
    told = [vocabulary.label(field, "de") for field in ("a", "b", "f", "g", "item.one", "item.two")]
    assert told == ["ah", "bb", "eff", "g", "eins (item)", "two (item)"]
    assert [criterion.labels for criterion in found.criteria] == [{"de": "T"}, {}, {}]


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("quantities", "a: {label: aa,", "a: {label: aa, label_chinese: x,", "`label_chinese` is not known here"),
        ("quantities", "a: {label: aa,", "a: {label: aa, label_zh: [x],", "quantity `a`: `label_zh` must be text"),
        ("quantities", "a: {label: aa,", "a: {label: aa, label_zh: yes,", "quantity `a`: `label_zh` must be text"),
        ("facts", "  f: {}", "  f: {label_ZH: x}", "`label_ZH` is not known here"),
        ("facts", "  f: {}", "  f: {label_zh: ''}", "fact `f`: `label_zh` must be text"),
        ("sc", "one: {weight: 1,", "one: {label_zh: {}, weight: 1,", "item `one`: `label_zh` must be text"),
        ("sc", "name: sc\n", "name: sc\nlabel_zh: []\n", "the score cannot be read: `label_zh` must be text"),
        ("protocol", "id: C-1,", "id: C-1, label_z: x,", "`label_z` is not known here"),
        ("protocol", "id: C-1,", "id: C-1, label_zh: [],", "criterion C-1: `label_zh` must be text"),
        ("protocol", "title: t\nscope", "title: t\nlabel_zh: x\nscope", "`label_zh` is not known here"),
        ("readings", "    why: w", "    why: w\n    label_zh: x", "`label_zh` is not known here"),
    ],
)
def test_a_label_that_is_none_is_found_at_its_line(name: str, old: str, new: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        small(**{name: (old, new)})
    (finding,) = caught.value.findings
    assert (finding.message, (finding.place.file or "").rpartition("/")[2]) == (message, f"{name}.yaml")
    assert finding.place.line is not None or name == "sc"
