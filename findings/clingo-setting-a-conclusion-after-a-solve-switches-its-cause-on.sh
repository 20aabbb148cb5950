#!/usr/bin/env bash
# Package: clingo 5.8.3
# Behaviour: assign_external on the derived atom `rash` (rule `rash :- spots`, spots external)
#   does nothing before the first solve; the very same call after a solve makes `spots` true as
#   well.
# Expected: the same effect every time, namely none, since rash is not external; never another
#   input that nobody set.
# Bites: long-lived controls that are solved once per patient: with the second patient a
#   conclusion fed back as input makes up its own evidence. With the option --eq=0 it does not
#   happen.
# Instead: before the first solve, keep a list of the atoms with `is_external` true, and call
#   assign_external for these alone.
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

rash = clingo.Function("rash")
for options in ([], ["--eq=0"]):
    print("options", options)
    control = clingo.Control(options)
    control.add("base", [], "#external spots. rash :- spots.")
    control.ground([("base", [])])
    for number in (1, 2, 3):
        external = control.symbolic_atoms[rash].is_external
        control.assign_external(rash, True)
        with control.solve(yield_=True) as handle:
            atoms = sorted(map(str, handle.model().symbols(shown=True)))
        print(f"   solve {number}: is_external(rash)={external}, model: {' '.join(atoms) or '(nothing)'}")
PROBE

cat >expected <<'SEEN'
options []
   solve 1: is_external(rash)=False, model: (nothing)
   solve 2: is_external(rash)=False, model: rash spots
   solve 3: is_external(rash)=False, model: rash spots
options ['--eq=0']
   solve 1: is_external(rash)=False, model: (nothing)
   solve 2: is_external(rash)=False, model: (nothing)
   solve 3: is_external(rash)=False, model: (nothing)
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: clingo-setting-a-conclusion-after-a-solve-switches-its-cause-on"
