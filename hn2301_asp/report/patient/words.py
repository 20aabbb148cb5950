"""An explanation's nodes in words: what the patient has, and what is needed. No layout here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hn2301_asp.explanation.why.leaves import say
from hn2301_asp.explanation.why.tree import Counted, HowMany, Leaf, Shown
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.vocabulary.model import REFERENCES, SCREENING_DATE, Ratio, Score, event_words
from hn2301_asp.source.lists import listed
from hn2301_asp.source.numbers import format_number, with_unit


def have(base: KnowledgeBase, leaf: Leaf) -> str:
    """What the patient has, in words; a missing fact is said to be missing."""
    ratio = None if leaf.threshold is None else multiple_of(base, leaf.threshold)
    if ratio is not None:
        return _ratio(base, leaf, ratio)
    value = leaf.value
    if value is None:
        return _without_value(base, leaf)
    if value.answer is not None:
        return f"{leaf.label}: {_answer(base, value)}{_origin(base, leaf)}"
    recorded = {shown.fact for shown in leaf.follows_from}
    if leaf.status == "missing" and value.number is None and set(leaf.missing) - recorded - {leaf.fact}:
        return _without_value(base, leaf)
    before = ""
    if value.number is not None:
        before = _before(base, leaf)
    if leaf.beside is not None:
        return f"{leaf.label} {given_and_following(base, value, leaf.beside)}"
    return f"{leaf.label} {amount(base, value)}{before}{_origin(base, leaf)}"


def _before(base: KnowledgeBase, leaf: Leaf) -> str:
    """Before or after what a time lies, where it is one that may be never, or to another date than screening."""
    quantity = base.thresholds.quantities[leaf.fact]
    if quantity.summary is not None or (not quantity.never and quantity.to == SCREENING_DATE):
        return ""
    window = base.thresholds.thresholds[leaf.threshold].window if leaf.threshold is not None else ""
    return f" {window or f'before {event_words(quantity.to)}'}"


def given_and_following(base: KnowledgeBase, given: Shown, following: Shown) -> str:
    """The two values of a quantity that was given and follows from others too."""
    return f"{amount(base, given)} as given, {amount(base, following)} by its formula"


def _without_value(base: KnowledgeBase, leaf: Leaf) -> str:
    """What is known where the value itself is not."""
    if leaf.status == "fails":
        if leaf.threshold is not None:
            return f"{leaf.label}: not recorded, but cannot be as needed{_origin(base, leaf)}"
        word = {"yes": "no", "no": "yes"}.get(leaf.needs, f"not {leaf.needs}".removeprefix("not not "))
        return f"{leaf.label}: {word}{_origin(base, leaf)}"
    aside = _aside(base, leaf.follows_from)
    quantity = base.thresholds.quantities.get(leaf.fact)
    if any(leaf.fact in score.totals and _disagree(leaf, score) for score in base.vocabulary.scores.values()):
        return f"{leaf.label}: not known, as the sum and the items that are recorded disagree{aside}"
    if leaf.fact in leaf.missing or (quantity is not None and quantity.hidden):
        return f"{leaf.label}: not recorded{aside}"
    return f"{leaf.label}: not known without {listed([base.vocabulary.label(name) for name in leaf.missing])}{aside}"


def _disagree(leaf: Leaf, score: Score) -> bool:
    """Whether a list of a score's items stands beside one of its sums and could not be counted with it."""
    recorded = {shown.fact for shown in leaf.follows_from}
    return score.family in recorded and not recorded.isdisjoint(score.totals)


def multiple_of(base: KnowledgeBase, threshold: str) -> Ratio | None:
    """What a threshold is on multiples of, if it is."""
    return base.thresholds.quantities[base.thresholds.thresholds[threshold].quantity].multiple


def _ratio(base: KnowledgeBase, leaf: Leaf, ratio: Ratio) -> str:
    """A value and what it is a multiple of, such as its upper limit of normal."""
    of = REFERENCES[ratio.times or "ULN"]
    given = {shown.fact: shown for shown in leaf.follows_from}
    measured, limit = given.get(leaf.fact), given.get(ratio.by)
    if measured is None:
        if limit is None:
            return f"{leaf.label} and its {of}: not recorded"
        return f"{leaf.label}: not recorded ({of} {amount(base, limit)})"
    told = f"{leaf.label} {amount(base, measured)}"
    if limit is None:
        return told + (f"; its {of}: not recorded" if leaf.missing else f", whatever its {of}")
    if leaf.value is None or leaf.value.number is None:
        return f"{told} ({of} {amount(base, limit)})"
    number = format_number(leaf.value.number, leaf.value.digits)
    return f"{told}, {number} × {ratio.times} of {amount(base, limit)}"


def needed(leaf: Leaf) -> str:
    """What would do, in the protocol's terms, and how far the value is from it."""
    text = f"needed: {leaf.needs}"
    if leaf.needs_as_given:
        text += f", that is {leaf.needs_as_given}"
    if leaf.at_limit:
        return f"{text}; the limit itself is not enough"
    missed = leaf.missed_by_as_given or leaf.missed_by
    return f"{text}; missed by {missed}" if missed else text


def _origin(base: KnowledgeBase, leaf: Leaf) -> str:
    """The facts from which a value follows, in brackets."""
    sources = [s for s in leaf.follows_from if leaf.value is None or s.fact != leaf.value.fact]
    return f" (from {', '.join(_sources(base, sources))})" if sources else ""


def _aside(base: KnowledgeBase, sources: Sequence[Shown]) -> str:
    return f" ({', '.join(_sources(base, sources))})" if sources else ""


def _sources(base: KnowledgeBase, sources: Iterable[Shown]) -> list[str]:
    """Facts in short; single items of a family, of which there may be many, as one."""
    found: list[str] = []
    families: dict[str, list[Shown]] = {}
    for shown in sources:
        prefix, dot, _ = shown.fact.partition(".")
        if dot and prefix in base.vocabulary.families and shown.fact not in base.vocabulary.quantities:
            families.setdefault(prefix, []).append(shown)
        else:
            found.append(_short(base, shown))
    for prefix, items in families.items():
        family = base.vocabulary.families[prefix]
        held = [family.items[s.fact.partition(".")[2]].label for s in items if s.answer == "yes"]
        denied = [family.items[s.fact.partition(".")[2]].label for s in items if s.answer != "yes"]
        if len(denied) > _MOST_DENIED:
            denied = [*denied[:_FEW_DENIED], f"{len(denied) - _FEW_DENIED} others that are recorded as no"]
        told = [*held, *([f"not {listed(denied, 'or')}"] if denied else [])]
        found.append(f"{family.label}: {', '.join(told)}")
    return found


def _short(base: KnowledgeBase, shown: Shown) -> str:
    if shown.answer is not None or shown.inside:
        return f"{shown.label}: {_answer(base, shown) or shown.as_given}"
    return f"{shown.label} {amount(base, shown)}"


def _answer(base: KnowledgeBase, shown: Shown) -> str | None:
    """An answer as people say it: a choice's value by its label."""
    choice = base.vocabulary.choices.get(shown.fact)
    return shown.answer if choice is None or shown.answer is None else choice.told(shown.answer)


def amount(base: KnowledgeBase, shown: Shown) -> str:
    """A value as it was given, with the canonical value behind it where that differs."""
    quantity = base.thresholds.quantities.get(shown.fact)
    date = f" on {shown.date}" if shown.date else ""
    if shown.told is None:
        if shown.number is None or quantity is None:
            return (shown.as_given or "not recorded") + date
        return say(shown.number, quantity, shown.digits) + date
    if shown.given_unit is None and shown.unit in shown.label.split():
        return (shown.as_given or "") + date
    if shown.number is None or shown.unit is None:
        return shown.told + date
    written = shown.unit if shown.given_unit is None else base.vocabulary.unit(shown.given_unit)
    if quantity is not None and written == shown.unit:
        return shown.told + date
    return f"{shown.told} ({with_unit(shown.number, shown.unit, shown.digits)}){date}"


def how_many(base: KnowledgeBase, node: HowMany) -> list[str]:
    """What is counted, what is not though recorded, and what is not recorded: a line for each."""
    if node.of:
        lines = [_choice(base, node)]
    else:
        has = f"{node.has} count{'s' if node.has == 1 else ''}" if node.has else "none counts"
        lines = [f"{node.label}: {has}, {_wanted(node.would_do)}"]
    if node.counted:
        lines.append(f"counted: {', '.join(_counted(one) for one in node.counted)}")
    if node.not_counted:
        lines.append(
            f"recorded, but not counted here: {', '.join(_not_counted(base, one) for one in node.not_counted)}"
        )
    more = node.status == "missing" or any(low > node.has for low, _ in node.would_do)
    if node.missing and not node.of and more:
        lead = "not recorded" if node.status == "missing" else "not recorded, but not enough"
        lines.append(f"{lead}: {_named(base, node.missing)}")
    return lines


def _wanted(would_do: Sequence[tuple[int, int | None]]) -> str:
    """The numbers that would do: `at least 2 are needed`, `at most 2 may`, `4 may not`."""
    if not would_do:
        return "and no number would do"
    (low, high), *others = would_do
    if not others and high is None:
        return f"at least {low} are needed"
    if not others and low == 0:
        return f"at most {high} may" if high else "none may"
    if not others:
        return f"exactly {low} are needed" if low == high else f"{low} to {high} are needed"
    if low == 0 and high is not None and others == [(high + 2, None)]:
        return f"any number but {high + 1} would do"
    return f"{listed([_range(*one) for one in would_do], 'or')} would do"


def _range(low: int, high: int | None) -> str:
    if high is None:
        return f"{low} or more"
    return str(low) if low == high else f"{low} to {high}"


def _choice(base: KnowledgeBase, node: HowMany) -> str:
    """One of several would do: all of them where none is there, else those that may still be."""
    if node.status == "fails":
        of = listed(node.of, "or") if len(node.of) <= _MOST_NAMES else _others(node.of)
        return f"{node.label}: none of those that would do: {of}"
    names = listed([_item(base, name) for name in node.missing], "or")
    names = names if len(node.missing) <= _MOST_NAMES else _named(base, node.missing)
    return f"{node.label}: none recorded yet of those that would do: {names}"


def _others(labels: Sequence[str]) -> str:
    return f"{', '.join(labels[:_FEW_NAMES])} or {len(labels) - _FEW_NAMES} others"


def _counted(one: Counted) -> str:
    text = listed(one.labels) + (" (as one)" if len(one.labels) > 1 else "")
    return f"{text} ({one.kind})" if one.kind and one.kind not in text else text


#: So many items that do not hold are named; of more only the first few.
_MOST_DENIED, _FEW_DENIED = 6, 3
#: So many names are told one by one; of more only the first few, and how many there are.
_MOST_NAMES, _FEW_NAMES = 60, 10


def _named(base: KnowledgeBase, names: Sequence[str]) -> str:
    """Items by their labels; of a long list the first ones and the number of the others."""
    told = [_item(base, name) for name in (names if len(names) <= _MOST_NAMES else names[:_FEW_NAMES])]
    more = f" and {len(names) - _FEW_NAMES} others" if len(names) > _MOST_NAMES else ""
    return ", ".join(told) + more


def _not_counted(base: KnowledgeBase, one: Counted) -> str:
    """What is recorded and does not count; where something told of it is the reason, with that."""
    if not one.short:
        return _counted(one)
    return f"{listed(one.labels)} ({'; '.join(f'{have(base, leaf)}, needs {leaf.needs}' for leaf in one.short)})"


def _item(base: KnowledgeBase, name: str) -> str:
    if name in base.vocabulary.quantities:
        return base.vocabulary.label(name)
    family, _, item = name.partition(".")
    return base.vocabulary.families[family].items[item].label if family in base.vocabulary.families else name
