"""What a rule file mentions."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from hn2301_asp.check.atoms import read_statements
from hn2301_asp.check.terms import OF_CRITERION, Atom, Term
from hn2301_asp.editor.names import Mention, Names, Symbol
from hn2301_asp.knowledge.reading_rules import read_rules
from hn2301_asp.source.diagnostics import InputError, Place


def in_rules(file: str, text: str, names: Names) -> Iterator[Mention]:
    """The names of a rule file; none where it is broken."""
    try:
        read_rules(text, file, 1, constraints=True)  # What is refused does not reach clingo.
    except InputError:
        return
    for statement in read_statements(text, file):
        for atom in statement.heads:
            yield from _atom(atom, names, head=True)
        for atom in statement.body:
            yield from _atom(atom, names, head=False)
        for comparison in statement.comparisons:
            for term in (comparison.left, comparison.right):
                yield from (_constant(one, names) for one in term.alternatives() if names.item(one.text))


def _atom(atom: Atom, names: Names, *, head: bool) -> Iterator[Mention]:
    symbol = names.atom(atom.name)
    if symbol is not None:
        yield Mention(symbol, _first(atom.place, atom.name), atom.name, head and symbol.kind == "predicate")
    for number, term in enumerate(atom.terms):
        for one in term.alternatives():
            if (found := _argument(atom, number, one, names)) is not None:
                yield found


def _argument(atom: Atom, number: int, term: Term, names: Names) -> Mention | None:
    word = term.text
    if term.kind == "string" and atom.signature in OF_CRITERION:
        inside, place = word[1:-1], term.place
        place = replace(place, column=(place.column or 0) + 1, end_column=(place.end_column or 2) - 1)
        return Mention(Symbol("criterion", inside), place, inside) if inside in names.criteria else None
    if term.kind != "constant":
        return None
    if atom.name == "reading":
        first = atom.terms[0].text
        symbol = Symbol("reading", word) if number == 0 else names.meaning(first, word)
    elif atom.name in names.vocabulary.choices:
        symbol = names.value(atom.name, word)
    elif atom.name in names.vocabulary.families:
        symbol = names.item(word, atom.name)
    else:
        symbol = (names.class_of(word) if number else None) or names.item(word) or names.class_of(word)
    return None if symbol is None else Mention(symbol, term.place, word)


def _constant(term: Term, names: Names) -> Mention:
    symbol = names.item(term.text)
    assert symbol is not None
    return Mention(symbol, term.place, term.text)


def _first(place: Place, name: str) -> Place:
    """Where the name of an atom stands: its arguments are left out."""
    return replace(place, end_column=(place.column or 1) + len(name))
