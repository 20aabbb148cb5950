#!/usr/bin/env bash
# Package: clingo 5.8.3
# Behaviour: #max over no element is #inf and #min over none is #sup, so "highest value below
#   60" and "lowest value above 60" both hold where nothing was measured.
# Expected: no value, hence no rule firing, as with every other rule whose data are missing.
# Bites: alarms and clearances on the highest or lowest laboratory value: a patient without any
#   measurement gets both.
# Instead: demand a measurement in the same body: `low :- lab(_), #max{X : lab(X)} < 60`.
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


for rule in (
    "low :- #max{X : lab(X)} < 60.",
    "high :- #min{X : lab(X)} > 60.",
    "peak(M) :- M = #max{X : lab(X)}.",
    "low :- lab(_), #max{X : lab(X)} < 60.",
):
    print(rule)
    print("  ->", answer("#defined lab/1. " + rule))
PROBE

cat >expected <<'SEEN'
low :- #max{X : lab(X)} < 60.
  -> low | messages: []
high :- #min{X : lab(X)} > 60.
  -> high | messages: []
peak(M) :- M = #max{X : lab(X)}.
  -> peak(#inf) | messages: []
low :- lab(_), #max{X : lab(X)} < 60.
  -> (nothing) | messages: []
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: clingo-maximum-of-nothing-passes-every-upper-limit"
