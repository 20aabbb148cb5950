"""A protocol from the texts of its knowledge base.

Loading refuses what cannot be understood; whether the parts fit each other is asked in ``check``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from msgspec.structs import replace

from hn2301_asp.knowledge.files import KnowledgeBaseFiles, stem_of
from hn2301_asp.knowledge.gates import gate_rules
from hn2301_asp.knowledge.model import ASSUMPTIONS, READINGS, Assumption, Criterion, Kind, KnowledgeBase, Reading
from hn2301_asp.knowledge.reading_rules import read_rules
from hn2301_asp.knowledge.rules import Rule
from hn2301_asp.knowledge.thresholds.resolve import resolve
from hn2301_asp.knowledge.thresholds.syntax import ThresholdFile, read_thresholds
from hn2301_asp.knowledge.vocabulary.load import read_vocabulary
from hn2301_asp.source.criterion_ids import HELP, is_criterion_id
from hn2301_asp.source.diagnostics import Finding, InputError, collected
from hn2301_asp.source.entries import Source, labels, optional, text, texts

#: Files whose rules may be integrity constraints; everything else defines criteria.
CONSTRAINT_FILES = ("background.lp", "guardrails.lp", "scores/")
#: Where the rules and thresholds of the criteria stand.
CRITERIA = "criteria/"


def load_knowledge_base(files: KnowledgeBaseFiles) -> KnowledgeBase:
    """The protocol of a knowledge base; raises InputError with every finding."""
    findings, remarks = list(files.misplaced()), list[Finding]()
    vocabulary = head = readings = None
    heading: list[Finding] = []
    with collected(findings):
        named = (*files.below("vocabulary/", ".yaml"), *files.below("scores/", ".yaml"))
        vocabulary = read_vocabulary({name: files.texts[name] for name in named})
    with collected(heading):
        head = _protocol_file(files)
    stems = [criterion.stem for criterion in head["criteria"]] if head is not None else []
    parsed: list[ThresholdFile] = []
    for name in _in_order(files.below("", ".thr"), stems):
        with collected(findings):
            parsed.append(read_thresholds(files.texts[name], name))
    rules, guardrails, groups = _rules(files, stems, findings, remarks)
    findings += heading
    with collected(findings):
        readings = _readings(files)
    if vocabulary is None or head is None or readings is None:
        raise InputError(findings)
    with collected(findings):
        thresholds = resolve([file for file in parsed if file.kind != "guardrails"], vocabulary)
    with collected(findings):
        guarding = resolve(_guarding(parsed), vocabulary)
    if findings:
        raise InputError(findings)
    first = 1 + sum(map(len, (rules, guardrails, groups)))
    rules = (*rules, *gate_rules(thresholds.gates.values(), first))
    return KnowledgeBase(
        id=head["id"],
        version=head["version"],
        title=head["title"],
        scope_note=head["scope"],
        criteria=head["criteria"],
        vocabulary=vocabulary,
        thresholds=thresholds,
        rules=rules,
        guardrails=guardrails,
        groups=groups,
        guardrail_thresholds=guarding,
        readings=readings[0],
        assumptions=readings[1],
        findings=tuple(remarks),
        digest=files.digest,
        root=files.root,
    )


def _guarding(parsed: list[ThresholdFile]) -> list[ThresholdFile]:
    """The guard-rails' own thresholds, with the definitions that stand in other files."""
    own = [file for file in parsed if file.kind == "guardrails"]
    definitions = tuple(d for file in parsed if file.kind != "guardrails" for d in file.definitions)
    return [ThresholdFile("", "guardrails", None, (), definitions), *own]


#: Files whose rules judge amendments and decide about no patient.
_APART = ("guardrails.lp", "groups.lp")


def _in_order(names: Iterable[str], stems: Sequence[str]) -> list[str]:
    """Files in their order, those of the criteria among them in the protocol's: `5.1.10` stands behind `5.1.9`."""
    names, place = list(names), {stem: number for number, stem in reversed([*enumerate(stems)])}
    own = sorted(
        (name for name in names if name.startswith(CRITERIA)), key=lambda name: place.get(stem_of(name), len(stems))
    )
    following = iter(own)
    return [next(following) if name.startswith(CRITERIA) else name for name in names]


def _rules(
    files: KnowledgeBaseFiles, stems: Sequence[str], findings: list[Finding], remarks: list[Finding]
) -> tuple[tuple[Rule, ...], ...]:
    """The ordinary rules, and apart from them the guard-rails and the groups."""
    rules: list[Rule] = []
    apart: dict[str, list[Rule]] = {name: [] for name in _APART}
    for name in _in_order(files.below("", ".lp"), stems):
        number = len(rules) + sum(map(len, apart.values())) + 1
        with collected(findings):
            file = read_rules(files.texts[name], name, number, constraints=name.startswith(CONSTRAINT_FILES))
            apart.get(name, rules).extend(file.rules)
            # A rule that was refused is missing: without it the others would say something else.
            findings += [finding for finding in file.findings if finding.severity == "error"]
            remarks += [finding for finding in file.findings if finding.severity != "error"]
    return tuple(rules), *(tuple(apart[name]) for name in _APART)


def _protocol_file(files: KnowledgeBaseFiles) -> dict[str, Any]:
    source = Source("protocol.yaml", files.texts["protocol.yaml"])
    data = dict(source.data())
    source.known_keys(data, ("id", "version", "title", "purpose", "scope", "criteria"))
    for key in ("id", "version", "title", "scope"):
        with source.trying(key):
            data[key] = text(data, key) if key in data or key != "scope" else ""
    criteria: list[Criterion] = []
    seen: set[str] = set()
    entries = data.get("criteria")
    if not isinstance(entries, list) or not entries:
        source.report("`criteria` must be a list of criteria", "criteria")
        entries = []
    for index, entry in enumerate(entries):
        if not isinstance(entry, Mapping):
            source.report(f"criterion {index + 1} must be a mapping", "criteria", index)
            continue
        called = entry["id"] if isinstance(entry.get("id"), str) else index + 1
        with source.trying("criteria", index, what=f"criterion {called}: "):
            named = (f"label_{language}" for language in labels(entry))
            keys = ("id", "kind", "title", "files", "text", "not_encoded", *named)
            source.known_keys(entry, keys, "criteria", index)
            if entry["kind"] not in get_args(Kind):
                raise ValueError(f"`{entry['kind']}` is neither inclusion nor exclusion")
            criteria.append(criterion_of(entry))
            if criteria[-1].id.casefold() in seen:
                message = f"two criteria have the id `{criteria[-1].id}`"
                source.report(
                    message, "criteria", index, "id", help="give each its own; capitals do not tell two apart"
                )
            seen.add(criteria[-1].id.casefold())
            if not isinstance(entry["id"], str):
                help = "put it in quotation marks: YAML takes it for a number"
                source.report(f"the id `{criteria[-1].id}` must be text", "criteria", index, "id", help=help)
            elif not is_criterion_id(entry["id"]):
                message = f"`{called}` cannot be the id of a criterion"
                source.report(message, "criteria", index, code="not-a-name", help=HELP)
    if source.findings:
        raise InputError(source.findings)
    return {**data, "criteria": tuple(criteria)}


def criterion_of(entry: Mapping[str, Any]) -> Criterion:
    """The criterion of an entry whose kind is one; what is wrong with it otherwise is raised as `UNUSABLE`."""
    return Criterion(
        id=text(entry, "id"),
        kind=entry["kind"],
        title=text(entry, "title"),
        text=" ".join(text(entry, "text").split()),
        stem=optional(entry, "files") or text(entry, "id"),
        not_encoded=tuple((text(e, "phrase"), text(e, "why")) for e in entry.get("not_encoded", ())),
        labels=labels(entry),
    )


#: What confirms a reading or an assumption: it changes no answer, and is read where tables are signed.
_SIGNED = ("status", "date", "confirmed_by", "remark")


def _readings(files: KnowledgeBaseFiles) -> tuple[dict[str, Reading], tuple[Assumption, ...]]:
    source = Source(READINGS, files.texts.get(READINGS, "{}"))
    data = source.data()
    source.known_keys(data, ("readings", "assumptions"))
    keys = ("criteria", "phrase", "question", "default", "values", "why", "ambiguity", *_SIGNED)
    readings = source.read("reading", data.get("readings") or {}, keys, _reading, "readings")
    for reading in readings.values():
        if reading.default not in reading.values:
            message = f"the default `{reading.default}` is not one of the values"
            source.report(message, "readings", reading.id, "default")
        for name in (reading.id, *reading.values):
            source.check_name(name, "readings", reading.id)
    sources = [source]
    if (told := files.texts.get(ASSUMPTIONS)) is not None:
        if data.get("assumptions"):
            help = f"move them to {ASSUMPTIONS}"
            source.report("assumptions stand here and in their own file", "assumptions", help=help)
        sources.append(Source(ASSUMPTIONS, told))
        sources[-1].known_keys(sources[-1].data(), ("assumptions",))
    assumptions = _assumptions(sources[-1])
    if findings := [finding for one in sources for finding in one.findings]:
        raise InputError(findings)
    return readings, assumptions


def _assumptions(source: Source) -> tuple[Assumption, ...]:
    keys = ("criteria", "phrase", "decision", "reason", *_SIGNED)
    found = source.read("assumption", source.data().get("assumptions") or {}, keys, _assumption, "assumptions")
    return tuple(replace(one, file=source.file) for one in found.values())


def _reading(name: str, entry: Mapping[str, Any]) -> Reading:
    values = {value: text(entry["values"], value) for value in entry["values"]}
    phrase, question, default, why = (text(entry, key) for key in ("phrase", "question", "default", "why"))
    return Reading(name, _named(entry), phrase, question, default, values, why)


def _assumption(name: str, entry: Mapping[str, Any]) -> Assumption:
    phrase, decision, why, status = (text(entry, key) for key in ("phrase", "decision", "reason", "status"))
    return Assumption(name, _named(entry), phrase, decision, why, status)


def _named(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The criteria of which a reading or an assumption speaks."""
    if "criteria" not in entry:
        raise KeyError("criteria")
    return texts(entry, "criteria")
