#!/usr/bin/env bash
# Package: clingo 5.8.3
# Behaviour: assuming an atom that the grounder never saw makes the problem unsatisfiable, and
#   core() then returns a literal together with its opposite, which belong to an unrelated atom.
# Expected: an error for the unknown atom, or a core that leads back to it.
# Bites: explanations ("which of my assumptions cannot hold?"): a misspelt or simplified-away
#   finding is the cause, the report names another one. If the unknown atom is assumed false,
#   nothing happens at all.
# Instead: look up every atom in `symbolic_atoms` before assuming it; read core literals only
#   through the literals you passed in.
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

control = clingo.Control()
control.add("base", [], "{fever}. {cough}.")
control.ground([("base", [])])
names = {atom.literal: str(atom.symbol) for atom in control.symbolic_atoms}
for name, value in (("rash", True), ("rash", False), ("cough", True)):
    with control.solve(yield_=True, assumptions=[(clingo.Function(name), value)]) as handle:
        result = handle.get()
        text = str(result)
        if result.unsatisfiable:
            core = handle.core()
            blamed = sorted({names[abs(literal)] for literal in core})
            text += f", core {core}, atoms with these literals: {blamed}"
    print(f"{name}={value}: {text}")
PROBE

cat >expected <<'SEEN'
rash=True: UNSAT, core [1, -1], atoms with these literals: ['cough']
rash=False: SAT
cough=True: SAT
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: clingo-core-blames-an-atom-nobody-assumed"
