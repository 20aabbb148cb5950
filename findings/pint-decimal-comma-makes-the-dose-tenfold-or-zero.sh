#!/usr/bin/env bash
# Package: pint 0.25.3 (the last two lines of output depend on the Python version)
# Behaviour: commas are deleted from the text wherever they stand, so `1,5 mg` is 15 mg; `0,5
#   mg` thereby becomes `05 mg`, which is 0 mg up to Python 3.11 and 5 mg from 3.12; a thousands
#   space multiplies.
# Expected: an error, or a decimal comma; certainly no answer that depends on the Python
#   version.
# Bites: doses and results typed in most of Europe or exported by a spreadsheet there: wrong by
#   a factor of 10 or 100, or zero, and always with a valid unit.
# Instead: turn the number into a Decimal or Fraction yourself and pass pint only the unit.
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


for text in ("1,5 mg", "2,25 mg", "1,500 mg", "1 500 mg", "0,5 mg", "05 mg"):
    print(text, "->", read(text))
PROBE

cat >expected <<'SEEN'
1,5 mg -> 15 milligram
2,25 mg -> 225 milligram
1,500 mg -> 1500 milligram
1 500 mg -> 500 milligram
SEEN
# Python's own tokenizer, which pint uses, changed in 3.12.
if venv/bin/python -c 'import sys; sys.exit(sys.version_info >= (3, 12))'; then
    cat >>expected <<'SEEN'
0,5 mg -> 0 milligram
05 mg -> 0 milligram
SEEN
else
    cat >>expected <<'SEEN'
0,5 mg -> 5 milligram
05 mg -> 5 milligram
SEEN
fi

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: pint-decimal-comma-makes-the-dose-tenfold-or-zero"
