#!/usr/bin/env bash
# Package: pint 0.25.3 (the last three lines of output depend on the Python version)
# Behaviour: characters that mean nothing to the expression reader are skipped silently: `<5 mg`
#   and `>=5 mg` both read as 5 mg, `1:80` as 80, and up to Python 3.11 also a typographic
#   minus, so that `−5 mg` is plus 5 mg.
# Expected: an error for every text that is not a quantity.
# Bites: laboratory results with a detection limit (`<0.01 ng/mL`) and titres become exact
#   values; a negative base excess pasted from a document changes its sign.
# Instead: match the whole text against a strict pattern of your own (sign, digits, unit) before
#   pint sees it.
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
install 'pint==0.25.3' 'flexparser==0.4' 'flexcache==0.3' 'platformdirs==4.14.8' 'typing_extensions==4.16.0'

cat >probe.py <<'PROBE'
import pint

quantity = pint.UnitRegistry().Quantity


def read(text):
    try:
        return str(quantity(text))
    except pint.UndefinedUnitError as problem:
        return f"error: {problem}"


for text in ("<5 mg", ">=5 mg", "~5 mg", "5 mg?", "1:80", "≤5 mg", "−5 mg", "5–10 mg"):
    print(text, "->", read(text))
PROBE

cat >expected <<'SEEN'
<5 mg -> 5 milligram
>=5 mg -> 5 milligram
~5 mg -> 5 milligram
5 mg? -> 5 milligram
1:80 -> 80 dimensionless
SEEN
# Python's own tokenizer, which pint uses, changed in 3.12.
if venv/bin/python -c 'import sys; sys.exit(sys.version_info >= (3, 12))'; then
    cat >>expected <<'SEEN'
≤5 mg -> 5 milligram
−5 mg -> 5 milligram
5–10 mg -> 50 milligram
SEEN
else
    cat >>expected <<'SEEN'
≤5 mg -> error: '≤5' is not defined in the unit registry
−5 mg -> error: '−5' is not defined in the unit registry
5–10 mg -> error: '–10' is not defined in the unit registry
SEEN
fi

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: pint-skips-comparison-signs-and-unicode-minus"
