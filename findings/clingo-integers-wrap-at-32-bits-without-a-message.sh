#!/usr/bin/env bash
# Package: clingo 5.8.3
# Behaviour: numbers are 32-bit and wrap silently: a literal in the program becomes another
#   number, a product turns negative and its rule does not fire, and the same #sum is negative
#   when assigned yet positive when compared.
# Expected: big integers, or at least a message; the Python side does raise OverflowError for
#   the same number.
# Bites: cell counts per litre, micro-units, times in milliseconds, weighted sums: a threshold
#   is passed or missed at random and two rules over one sum contradict each other.
# Instead: scale to units that keep every value, product and sum below 2147483647, and check the
#   range before the text reaches clingo.
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
    "count(3000000000).",
    "n(50000). square(X*X) :- n(X). high :- n(X), X*X > 1000000.",
    "n(1,2000000000). n(2,2000000000). total(T) :- T = #sum{X,I : n(I,X)}. "
    "big :- #sum{X,I : n(I,X)} > 0.",
):
    print(program)
    print("  ->", answer(program))
try:
    print("clingo.Number(3000000000) ->", clingo.Number(3000000000))
except OverflowError:
    print("clingo.Number(3000000000) -> OverflowError")
print('clingo.parse_term("3000000000") ->', clingo.parse_term("3000000000"))
PROBE

cat >expected <<'SEEN'
count(3000000000).
  -> count(-1294967296) | messages: []
n(50000). square(X*X) :- n(X). high :- n(X), X*X > 1000000.
  -> n(50000) square(-1794967296) | messages: []
n(1,2000000000). n(2,2000000000). total(T) :- T = #sum{X,I : n(I,X)}. big :- #sum{X,I : n(I,X)} > 0.
  -> big n(1,2000000000) n(2,2000000000) total(-294967296) | messages: []
clingo.Number(3000000000) -> OverflowError
clingo.parse_term("3000000000") -> -1294967296
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: clingo-integers-wrap-at-32-bits-without-a-message"
