"""A threshold: its words, its exact limit in every unit, its codes, the rules that use it, who would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hn2301_asp.editor.cards import Card
from hn2301_asp.editor.hover.world import World
from hn2301_asp.editor.limits import in_units
from hn2301_asp.editor.names import Symbol
from hn2301_asp.editor.sentences import sentences
from hn2301_asp.forms.dictionary import coding
from hn2301_asp.knowledge.thresholds.model import show_limit
from hn2301_asp.knowledge.thresholds.syntax import ThresholdSyntax
from hn2301_asp.knowledge.vocabulary.model import Quantity
from hn2301_asp.source.numbers import shown_unit


def threshold_card(symbol: Symbol, world: World) -> Card | None:
    """What is told of a threshold."""
    syntax = next(((f, t) for f, t in world.base.thresholds() if t.name == symbol.name), None)
    if syntax is None:
        return None
    file, written = syntax
    criterion = world.base.claimed.get(file.file)
    kind = "a threshold of the guard-rails" if file.kind == "guardrails" else "a threshold"
    owner = f" of {criterion.id}, {criterion.title}" if criterion is not None else ""
    quotes = [reason.text for reason in written.reasons if reason.kind != "because"]
    return Card(
        symbol.name,
        f"{kind}{owner}",
        (*_measured(symbol.name, world), *_why(written), *_used(symbol.name, world), *_proposed(symbol.name, world)),
        sentences(quotes, criterion.text) if criterion is not None else tuple(quotes),
        (f"{written.asked} {shown(written)}{_never(written)}",),
    )


def shown(written: ThresholdSyntax) -> str:
    """The bounds of a threshold as they are written."""
    if written.form == "window":
        first = written.limits[0]
        amounts = " or ".join(f"{one.number_text} {one.unit}" for one in written.limits)
        longest = f"{written.extreme} of " if written.extreme else ""
        return f"within {longest}{amounts} {written.window}" if first.unit else written.window
    if written.listed:
        return f"{', '.join(written.listed[:-1])} or {written.listed[-1]} {written.limits[0].unit or ''}".rstrip()
    return " and ".join(show_limit(limit) for limit in written.limits)


def _never(written: ThresholdSyntax) -> str:
    return "" if written.never is None else f", {'yes' if written.never else 'no'} if never"


def _measured(name: str, world: World) -> Iterator[tuple[str, str]]:
    """The quantity, and the limit in the units in which it is not written."""
    every = (*world.known.thresholds.of(name), *world.known.guardrail_thresholds.of(name))
    if not every:
        return
    threshold = every[0]
    quantities = {**world.known.vocabulary.quantities, **world.known.guardrail_thresholds.quantities}
    quantity = {**quantities, **world.known.thresholds.quantities}[threshold.quantity]
    yield "quantity", f"{quantity.label} ({quantity.name}), given in {_units(quantity)}"
    if len(every) == 1 or len({one.test for one in every}) == 1:
        yield from in_units(threshold, quantity)
    measured = quantity.multiple.measured if quantity.multiple is not None else quantity.name
    yield from coded(world.known.vocabulary.quantities.get(measured, quantity).codes)


def _units(quantity: Quantity) -> str:
    return ", ".join(shown_unit(unit) or "a bare number" for unit in quantity.units)


def coded(codes: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Codes of the vocabulary, with how far they were confirmed."""
    told = coding(codes)
    words = [f"{system.replace('_', ' ').upper()} {', '.join(values)}" for system, values in told["codes"].items()]
    if words:
        yield "codes", f"{'; '.join(words)} ({told['code_status'] or 'status unknown'})"


def _why(written: ThresholdSyntax) -> Iterator[tuple[str, str]]:
    for reason in written.reasons:
        if reason.kind == "because":
            yield "because", reason.text
        elif reason.kind == "negated":
            yield "negates", f"“{reason.text}”"


def _used(name: str, world: World) -> Iterator[tuple[str, str]]:
    heads = dict.fromkeys(
        f"{head.name}({head.terms[0].text})" if head.name in ("met", "applies") and head.terms else head.name
        for _, statement in world.base.all_statements()
        if any(atom.name == name for atom in statement.body)
        for head in statement.heads
    )
    if heads:
        yield "used by", ", ".join(heads)
    yield "scenarios", world.touching.told(world.touching.fields(name))


def _proposed(name: str, world: World) -> Iterator[tuple[str, str]]:
    """The amendments in the folder that would change it."""
    for proposal in world.proposals:
        if name in proposal.thresholds:
            yield f"{proposal.id} ({proposal.status})", f"{shown(proposal.thresholds[name])}: {proposal.title}"
        elif name in proposal.removed:
            yield f"{proposal.id} ({proposal.status})", f"takes it out: {proposal.title}"
