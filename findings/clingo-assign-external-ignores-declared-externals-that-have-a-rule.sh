#!/usr/bin/env bash
# Package: clingo 5.8.3
# Behaviour: Control.assign_external does nothing, without error or message, for an atom that
#   was declared #external but also has a rule, just as for a misspelt atom.
# Expected: that an atom declared #external can be set, and an exception or message where it
#   cannot.
# Bites: patient data fed in as externals: the finding for which somebody adds a rule later can
#   no longer be entered directly and silently stays false, and so does one with a typing error.
# Instead: before the first solve, look every atom up in `symbolic_atoms` and demand that it is
#   there with `is_external` true; give entered and derived findings different names.
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

program = """
#external fever. #external rash. #external spots.
rash :- spots.
alarm :- fever. alarm :- rash.
"""
messages = []
for name in ("fever", "rash", "fevr"):
    control = clingo.Control(logger=lambda code, text: messages.append(text))
    control.add("base", [], program)
    control.ground([("base", [])])
    atom = clingo.Function(name)
    found = control.symbolic_atoms[atom]
    known = f"is_external={found.is_external}" if found else "unknown"
    control.assign_external(atom, True)
    with control.solve(yield_=True) as handle:
        atoms = sorted(map(str, handle.model().symbols(shown=True)))
    print(f"{name}: {known} -> {' '.join(atoms) or '(nothing)'}")
print("messages:", messages)
PROBE

cat >expected <<'SEEN'
fever: is_external=True -> alarm fever
rash: is_external=False -> (nothing)
fevr: unknown -> (nothing)
messages: []
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: clingo-assign-external-ignores-declared-externals-that-have-a-rule"
