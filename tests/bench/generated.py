"""Protocols of any size, generated: quantities with two limits each, facts, exceptions, formulas."""

from __future__ import annotations

from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
#: Thresholds of one criterion; the last two are of a product of two of its quantities.
_PER_CRITERION = 10
_UNITS = 'base: ["count = []"]\nunits:\n  u: {is: count, spellings: []}\n'


def called(number: int) -> str:
    """A number in letters: a threshold's name holds no digits."""
    return "q" + "".join(_LETTERS[int(digit)] for digit in str(number))


def generated(thresholds: int) -> KnowledgeBaseFiles:
    """A protocol with so many thresholds, a multiple of ten, in criteria of ten each."""
    criteria = range(1, thresholds // _PER_CRITERION + 1)
    quantities, facts, typical, entries = [], [], [], []
    texts: dict[str, str] = {}
    for c in criteria:
        word = called(c)
        names = [f"{word}_{letter}" for letter in "abcd"]
        for name in names:
            quantities.append(
                f"{name}: {{label: {name}, unit: u, step: 0.1 u, possible: [0.1, 100], plausible: [1, 50]}}"
            )
            typical.append(f"{name}: 10")
        quantities.append(
            f"{word}_product: {{label: {word}_product, unit: u, step: 0.1 u,"
            " possible: [0, 10000], plausible: [1, 2500]}"
        )
        facts.append(f"  exception_{word}: {{}}")
        typical.append(f"exception_{word}: no")
        entries.append(f"  - {{id: C-{c}, kind: inclusion, title: part {c}, files: c{c}, text: part {c}}}")
        texts[f"criteria/c{c}.thr"] = _thresholds(c, word, names)
        texts[f"criteria/c{c}.lp"] = _rules(c, word, names)
    texts |= {
        "protocol.yaml": 'id: G\nversion: "1"\ntitle: generated\nscope: nothing else\ncriteria:\n' + "\n".join(entries),
        "readings.yaml": "readings: {}\nassumptions: {}\n",
        "vocabulary/units.yaml": _UNITS,
        "vocabulary/drugs.yaml": "{}\n",
        "vocabulary/quantities.yaml": "\n".join(quantities) + "\n",
        "vocabulary/facts.yaml": "record: {}\nchoices: {}\nfacts:\n" + "\n".join(facts) + "\nfamilies: {}\ndoses: {}\n",
        "vocabulary/typical.yaml": "\n".join(typical) + "\n",
        "guardrails.lp": "%! because of the first part; owner: nobody\n:- eligible, not guard.\n",
        "guardrails.thr": 'guardrails\n\nguard   qb_a ≥ 2 u   because "the first limit"\n',
    }
    return KnowledgeBaseFiles(f"generated/{thresholds}", texts, digest(texts))


def _thresholds(c: int, word: str, names: list[str]) -> str:
    lines = [f"criterion C-{c}", ""]
    for name in names:
        lines.append(f'{name}_enough   {name} ≥ 5 u    because "generated"')
        lines.append(f'{name}_within   {name} ≤ 40 u   because "generated"')
    lines.append(f'{word}_product_enough   {word}_product ≥ 20 u     because "generated"')
    lines.append(f'{word}_product_within   {word}_product ≤ 1500 u   because "generated"')
    lines += ["", f"{word}_product [u] = {names[0]} [u] × {names[1]} [u]", '          empirical, "generated"']
    return "\n".join(lines) + "\n"


def _rules(c: int, word: str, names: list[str]) -> str:
    within = ", ".join(f"{name}_within" for name in names)
    return (
        f'%! "part {c}"\n'
        f'met("C-{c}") :- low_{word}, {within}, {word}_product_within.\n\n'
        "%! because there is an exception\n"
        f"low_{word} :- {', '.join(f'{name}_enough' for name in names)}, {word}_product_enough.\n"
        f"low_{word} :- exception_{word}, {names[0]}_enough.\n"
    )
