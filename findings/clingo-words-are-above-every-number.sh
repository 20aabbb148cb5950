#!/usr/bin/env bash
# Package: clingo 5.8.3
# Behaviour: comparing a word with a number is no error: every constant and string is greater
#   than every integer, and a constant nobody defined is simply a word.
# Expected: an error or a message, as clingo gives for arithmetic on words.
# Bites: `low` or "haemolysed" in a result column passes `X > 45`; a limit whose #const line is
#   missing or misspelt makes `X > limit` never true and `X < limit` always true.
# Instead: keep words and numbers in different predicates, and check that every name used as a
#   limit is defined before grounding.
set -euo pipefail

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
export PYTHONUTF8=1

"${PYTHON:-python3}" -m venv venv
install() {
    venv/bin/python -m pip install --quiet --disable-pip-version-check "$@" >pip.log 2>&1 ||
        { cat pip.log >&2; echo "NOT RUN: could not install $*" >&2; exit 2; }
}
install 'clingo==5.8.3' 'cffi==2.1.1' 'pycparser==3.12'

cat >probe.py <<'PROBE'
import clingo


def answer(program):
    messages = []
    control = clingo.Control(logger=lambda code, text: messages.append(code.name))
    control.add("base", [], program)
    control.ground([("base", [])])
    with control.solve(yield_=True) as handle:
        atoms = sorted(str(atom) for atom in handle.model().symbols(shown=True))
    return f"{' '.join(atoms) or '(nothing)'} | messages: {messages}"


for program in (
    "lab(low). high(X) :- lab(X), X > 45.",
    'lab("haemolysed"). high(X) :- lab(X), X > 45.',
    "lab(7). alarm :- lab(X), X > k_limit. fine :- lab(X), X < k_limit.",
    "#const k_limit = 6. lab(7). alarm :- lab(X), X > k_limit. fine :- lab(X), X < k_limit.",
    "lab(low). next(X+1) :- lab(X).",
):
    print(program)
    print("  ->", answer(program))
PROBE

cat >expected <<'SEEN'
lab(low). high(X) :- lab(X), X > 45.
  -> high(low) lab(low) | messages: []
lab("haemolysed"). high(X) :- lab(X), X > 45.
  -> high("haemolysed") lab("haemolysed") | messages: []
lab(7). alarm :- lab(X), X > k_limit. fine :- lab(X), X < k_limit.
  -> fine lab(7) | messages: []
#const k_limit = 6. lab(7). alarm :- lab(X), X > k_limit. fine :- lab(X), X < k_limit.
  -> alarm lab(7) | messages: []
lab(low). next(X+1) :- lab(X).
  -> lab(low) | messages: ['OperationUndefined']
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: clingo-words-are-above-every-number"
