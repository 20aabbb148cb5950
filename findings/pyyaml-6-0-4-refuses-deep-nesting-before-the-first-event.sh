#!/usr/bin/env bash
# Package: PyYAML 6.0.4, with 6.0.3 for comparison
# Behaviour: the C loader of 6.0.4 refuses more than 1,000 nested flow brackets, and does so
#   before it hands out the event of the first bracket, so that an application's own depth limit
#   that counts events never acts.
# Expected: events in the order of the text, as 6.0.3 and the pure-Python loader of 6.0.4 give
#   them: the application stops at its own limit, with its own error.
# Bites: readers that turn "too deep" into a message of their own, or test for it: the same file
#   now gives a ScannerError, depending on the patch release and on whether the C loader is
#   there.
# Instead: treat yaml.YAMLError while reading as one of the ways in which "nested too deeply"
#   arrives; test with a depth that is well below 1,000.
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
install --target new 'PyYAML==6.0.4'
install --target old 'PyYAML==6.0.3'

cat >probe.py <<'PROBE'
import yaml

text = "[" * 1100 + "]" * 1100
for name in ("CSafeLoader", "SafeLoader"):
    depth = 0
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, name)):
            depth += isinstance(event, yaml.CollectionStartEvent)
            if depth > 50:
                outcome = "own limit of 50 reached"
                break
    except yaml.YAMLError as problem:
        outcome = type(problem).__name__
    print(f"PyYAML {yaml.__version__}, {name}: {outcome}, collections opened before: {depth}")
PROBE

cat >expected <<'SEEN'
PyYAML 6.0.4, CSafeLoader: ScannerError, collections opened before: 0
PyYAML 6.0.4, SafeLoader: own limit of 50 reached, collections opened before: 51
PyYAML 6.0.3, CSafeLoader: own limit of 50 reached, collections opened before: 51
PyYAML 6.0.3, SafeLoader: own limit of 50 reached, collections opened before: 51
SEEN

{
    PYTHONPATH=new venv/bin/python probe.py &&
        PYTHONPATH=old venv/bin/python probe.py
} >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: pyyaml-6-0-4-refuses-deep-nesting-before-the-first-event"
