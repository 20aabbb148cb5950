#!/usr/bin/env bash
# Package: PyYAML 6.0.4
# Behaviour: an unquoted `>5` as a value is the header of a folded block of text with
#   indentation 5; nothing follows, so that the value is the empty string, without any error.
#   `<5` stays the text `<5`.
# Expected: the text `>5`, or an error as for `>10`, `>2.5` and `> 5`.
# Bites: limits and reference ranges in YAML: the upper limit vanishes for the whole numbers
#   from 1 to 9 and for them alone (a potassium above 6), while its counterpart below is kept.
# Instead: quote every limit, or store sign and number under different keys; reject empty texts.
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
install 'PyYAML==6.0.4'

cat >probe.py <<'PROBE'
import yaml

for text in (
    "upper: >6",
    "lower: <3",
    '[">6", "<3"]',
    "- >6\n- <3",
    "potassium:\n  alarm: >6\n  hours: 4",
    "upper: >10",
    "upper: >2.5",
    "upper: > 5",
):
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        value = type(problem).__name__
    print(repr(text), "->", value)
PROBE

cat >expected <<'SEEN'
'upper: >6' -> {'upper': ''}
'lower: <3' -> {'lower': '<3'}
'[">6", "<3"]' -> ['>6', '<3']
'- >6\n- <3' -> ['', '<3']
'potassium:\n  alarm: >6\n  hours: 4' -> {'potassium': {'alarm': '', 'hours': 4}}
'upper: >10' -> ScannerError
'upper: >2.5' -> ScannerError
'upper: > 5' -> ScannerError
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: pyyaml-reads-greater-than-5-as-an-empty-text"
