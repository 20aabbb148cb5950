#!/usr/bin/env bash
# Package: clingo 5.8.3
# Behaviour: a logger callback gets the first 20 messages of a Control and then silence; "atom
#   does not occur in any rule head" comes first and uses them up, so that the message about a
#   value left out of a sum never arrives.
# Expected: that a callback of one's own sees every message, or a last one saying that more were
#   suppressed.
# Bites: rule bases with many optional findings: whoever checks the collected messages finds
#   only harmless ones, and believes a total that lacks a value. The limit lasts for the life of
#   the Control.
# Instead: pass a large `message_limit` to clingo.Control, and treat a full list as incomplete.
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

program = " ".join(f"seen :- finding_{i}." for i in range(30))
program += ' points(1,3). points(2,"4"). total(T) :- T = #sum{P,I : points(I,P)}. #show total/1.'

for title, options in (("default limit", {}), ("message_limit=10000", {"message_limit": 10000})):
    codes = []
    control = clingo.Control(logger=lambda code, text: codes.append(code.name), **options)
    control.add("base", [], program)
    control.ground([("base", [])])
    with control.solve(yield_=True) as handle:
        shown = " ".join(map(str, handle.model().symbols(shown=True)))
    counts = ", ".join(f"{codes.count(c)} {c}" for c in ("AtomUndefined", "OperationUndefined"))
    print(f"{title}: {counts} | {shown}")
    before = len(codes)
    control.add("later", [], "seen_later :- finding_x.")
    control.ground([("later", [])])
    print(f"   a later part with an undefined atom: {len(codes) - before} more messages")
PROBE

cat >expected <<'SEEN'
default limit: 20 AtomUndefined, 0 OperationUndefined | total(3)
   a later part with an undefined atom: 0 more messages
message_limit=10000: 30 AtomUndefined, 1 OperationUndefined | total(3)
   a later part with an undefined atom: 1 more messages
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: clingo-harmless-messages-use-up-the-limit-for-the-serious-ones"
