#!/usr/bin/env bash
# Package: clingo 5.8.3
# Behaviour: in `dose(aspirin, 75;150, mg)` the semicolon splits the whole argument list, so
#   that this one line states dose/2 facts and no dose/3 fact.
# Expected: three arguments, the second being 75 or 150, as the commas and the spacing suggest.
# Bites: tables of facts written by hand or by a generator: every rule over dose/3 finds
#   nothing, while clingo reports nothing about the facts themselves.
# Instead: put the pool in brackets of its own: `dose(aspirin, (75;150), mg)`; compare the
#   arities found with those wanted.
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
    "dose(aspirin, 75;150, mg).",
    "dose(aspirin, (75;150), mg).",
    "class(a;b;c, k).",
):
    print(program)
    print("  ->", answer(program))
PROBE

cat >expected <<'SEEN'
dose(aspirin, 75;150, mg).
  -> dose(150,mg) dose(aspirin,75) | messages: []
dose(aspirin, (75;150), mg).
  -> dose(aspirin,150,mg) dose(aspirin,75,mg) | messages: []
class(a;b;c, k).
  -> class(a) class(b) class(c,k) | messages: []
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: clingo-pool-separator-binds-weaker-than-comma"
