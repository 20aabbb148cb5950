"""Two names of one thing: entries of a list that are spelt alike, and rules that ask for one of two names.

Spellings are compared by the published table below; that two entries are one substance otherwise is what the
vocabulary says (``substance``), and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hn2301_asp.check.base import Base
from hn2301_asp.check.terms import Atom, Statement, Term
from hn2301_asp.knowledge.vocabulary.drugs import ITEM, NOUNS
from hn2301_asp.knowledge.vocabulary.model import Drug, item_key, known_names
from hn2301_asp.knowledge.vocabulary.sections import list_part
from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.source.lists import listed

#: What one language or country writes otherwise than another one, in this order: nothing is told apart by it, nor by
#: an `e` at the end of a word.
SPELLINGS: tuple[tuple[str, str], ...] = (
    ("ph", "f"),
    ("th", "t"),
    ("rh", "r"),
    ("ae", "e"),
    ("oe", "e"),
    ("y", "i"),
    ("k", "c"),
)
#: Shorter names are abbreviations, and mean what they say.
_SHORTEST = 6
#: Predicates of the vocabulary's tables: what they say of an item is so of its other names too, or asked of both.
_TABLES = frozenset({"class", "substance", "named"})


def spelt(name: str) -> str | None:
    """A name as it is compared, without the differences of `SPELLINGS`; None of an abbreviation, or another script."""
    plain = item_key(name)
    if not plain.isascii() or len(plain) < _SHORTEST:
        return None
    for one, other in SPELLINGS:
        plain = plain.replace(one, other)
    return "".join(word.removesuffix("e") for word in plain.split("_"))


def substance_findings(base: Base) -> Iterator[Finding]:
    """Entries that are one substance under two names, and rules that ask for one of them only."""
    drugs = base.known.vocabulary.drugs
    yield from _alike(base, drugs.values())
    several: dict[tuple[str, str], list[Drug]] = {}
    for drug in drugs.values():
        several.setdefault((drug.listed_in, drug.substance), []).append(drug)
    other_names = {drug.name: own for own in several.values() if len(own) > 1 for drug in own}
    if other_names:
        for file in base.statements:
            yield from _asked(base, base.statements[file], other_names)


def _alike(base: Base, drugs: Iterable[Drug]) -> Iterator[Finding]:
    first: dict[tuple[str, str], tuple[Drug, str]] = {}
    for drug in drugs:
        told = set[str]()
        for name in (*known_names(drug), drug.substance):
            if (key := spelt(name)) is None:
                continue
            other, written = first.setdefault((drug.listed_in, key), (drug, name))
            if other.substance != drug.substance and other.name not in told:
                told.add(other.name)
                noun = NOUNS.get(drug.listed_in, ITEM)
                two = f"`{written}` and `{name}` are one name in two spellings"
                words = two if written != name else f"`{name}` names both"
                yield Finding(
                    "one-substance",
                    f"the {noun}s `{other.name}` and `{drug.name}` are perhaps one: {words}",
                    _place(base, drug),
                    "warning",
                    help=f"make one entry of both, with `names`, or write `substance: {other.substance}` in the second",
                    related=(_place(base, other),),
                )


def _place(base: Base, drug: Drug) -> Place:
    return base.place(list_part(drug.listed_in), drug.drug_class, drug.name)


def _asked(base: Base, statements: Iterable[Statement], other_names: dict[str, list[Drug]]) -> Iterator[Finding]:
    """Items that the rules of a file ask for by one of their names only, by what asks for them."""
    named: dict[str, dict[str, Term]] = {}
    for statement in statements:
        for asks, term in _items(base, statement):
            if term.text in other_names:
                named.setdefault(asks, {}).setdefault(term.text, term)
    for asks, terms in named.items():
        for name, term in terms.items():
            missing = [drug for drug in other_names[name] if drug.name not in terms and _asks_of(base, asks, drug)]
            if missing:
                yield Finding(
                    "other-name",
                    f"`{asks.replace('_', name, 1) if ' ' in asks else f'{asks}({name})'}` leaves out "
                    f"{listed(f'`{drug.name}`' for drug in missing)}: the same substance under another name",
                    term.place,
                    "warning",
                    help=f"ask for both, or for the substance: `substance(D, {other_names[name][0].substance})`",
                    related=tuple(_place(base, drug) for drug in missing[:1]),
                )


def _items(base: Base, statement: Statement) -> Iterator[tuple[str, Term]]:
    """The constants of a rule that may be items, each with what asks for it."""
    atoms = (*statement.heads, *statement.body)
    for atom in atoms:
        if atom.name not in _TABLES:
            yield from ((atom.name, part) for term in atom.terms for part in term.alternatives())
    items = {term.text for atom in atoms if _of_items(base, atom) for term in atom.terms if term.kind == "variable"}
    for one in statement.comparisons:
        for side, other in ((one.left, one.right), (one.right, one.left)):
            if one.comparator in ("=", "!=") and side.kind == "variable" and side.text in items:
                yield from ((f"{side.text} {one.comparator} _", part) for part in other.alternatives())


def _of_items(base: Base, atom: Atom) -> bool:
    return atom.name in base.known.vocabulary.families or atom.name in base.known.thresholds.gates


def _asks_of(base: Base, asks: str, drug: Drug) -> bool:
    """Whether what asks may ask of an item: a family of its own items only."""
    family = base.known.vocabulary.families.get(asks)
    return family is None or drug.name in family.items
