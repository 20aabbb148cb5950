#!/usr/bin/env bash
# Package: clingo 5.8.3
# Behaviour: `#count{fever; cough; rigor} >= 2` counts the three constants between the braces,
#   not which of the atoms are true, so that it always holds.
# Expected: the same as `{fever; cough; rigor} >= 2`, which counts the true atoms.
# Bites: "two of the following" criteria: the syndrome is found in a patient with no sign at
#   all, and no message is given, not even that the atoms are undefined.
# Instead: leave out `#count`, or give every element a condition: `#count{1 : fever; 2 : cough;
#   3 : rigor}`.
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
    "yes :- #count{fever; cough; rigor} >= 2.",
    "yes :- {fever; cough; rigor} >= 2.",
    "yes :- #count{1 : fever; 2 : cough; 3 : rigor} >= 2.",
):
    print(program)
    print("  ->", answer(program))
PROBE

cat >expected <<'SEEN'
yes :- #count{fever; cough; rigor} >= 2.
  -> yes | messages: []
yes :- {fever; cough; rigor} >= 2.
  -> (nothing) | messages: ['AtomUndefined', 'AtomUndefined', 'AtomUndefined']
yes :- #count{1 : fever; 2 : cough; 3 : rigor} >= 2.
  -> (nothing) | messages: ['AtomUndefined', 'AtomUndefined', 'AtomUndefined']
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: clingo-count-of-bare-names-counts-the-names"
