#!/usr/bin/env bash
# Package: clingo 5.8.3
# Behaviour: `not allergy(penicillin;latex)` holds as soon as one of the two is absent, and `X
#   != (a;b)` or `X != 1..2` holds for every X.
# Expected: neither of the two, and different from every value listed.
# Bites: exclusion lists: the patient with a penicillin allergy is called safe, and a filter
#   over two or more values removes nothing. No message is given.
# Instead: write one literal per value (`not allergy(penicillin), not allergy(latex)`), or keep
#   the list as facts and ask `not listed(X)`.
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
    "allergy(penicillin). safe :- not allergy(penicillin;latex).",
    "allergy(penicillin). safe :- not allergy(penicillin), not allergy(latex).",
    "drug(aspirin;heparin;iron). other(X) :- drug(X), X != (aspirin;heparin).",
    "stage(1..3). late(X) :- stage(X), X != 1..2.",
):
    print(program)
    # The only message is the one about latex, which no head has; it is left out here.
    print("  ->", answer(program).split(" | ")[0])
PROBE

cat >expected <<'SEEN'
allergy(penicillin). safe :- not allergy(penicillin;latex).
  -> allergy(penicillin) safe
allergy(penicillin). safe :- not allergy(penicillin), not allergy(latex).
  -> allergy(penicillin)
drug(aspirin;heparin;iron). other(X) :- drug(X), X != (aspirin;heparin).
  -> drug(aspirin) drug(heparin) drug(iron) other(aspirin) other(heparin) other(iron)
stage(1..3). late(X) :- stage(X), X != 1..2.
  -> late(1) late(2) late(3) stage(1) stage(2) stage(3)
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: clingo-not-of-a-pool-means-not-all-of-it"
