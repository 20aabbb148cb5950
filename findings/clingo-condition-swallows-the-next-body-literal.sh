#!/usr/bin/env bash
# Package: clingo 5.8.3
# Behaviour: in a rule body `normal(T) : required(T), consent` the comma does not end the
#   conditional literal: `consent` becomes part of its condition, and when it is false the whole
#   body is true.
# Expected: two separate demands, as everywhere else in a body where commas stand between
#   literals.
# Bites: checklist rules ("every required test is normal, and there is consent"): without
#   consent the treatment is allowed even though no test is normal.
# Instead: end a conditional literal with a semicolon, or write it last in the body.
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


facts = "required(hcg). #defined consent/0. #defined normal/1. "
for rule in (
    "give :- normal(T) : required(T), consent.",
    "give :- normal(T) : required(T); consent.",
    "give :- consent, normal(T) : required(T).",
):
    print(rule)
    print("  ->", answer(facts + rule))
PROBE

cat >expected <<'SEEN'
give :- normal(T) : required(T), consent.
  -> give required(hcg) | messages: []
give :- normal(T) : required(T); consent.
  -> required(hcg) | messages: []
give :- consent, normal(T) : required(T).
  -> required(hcg) | messages: []
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: clingo-condition-swallows-the-next-body-literal"
