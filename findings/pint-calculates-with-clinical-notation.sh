#!/usr/bin/env bash
# Package: pint 0.25.3
# Behaviour: clinical notation is evaluated as left-to-right arithmetic: a blood pressure of
#   120/80 mmHg is 1.5 mmHg, `mL/min/1.73 m^2` multiplies by the square metre, `5 mg/2 mL` is a
#   mass times a volume, `10*9/L` is ninety.
# Expected: an error for a pair of numbers, and a unit after a number below the stroke to belong
#   below the stroke.
# Bites: blood pressures, filtration rates per 1.73 m², concentrations per volume, and cell
#   counts in the notation of UCUM; the first and the last keep a plausible dimension, so that a
#   dimension check does not help.
# Instead: parse numbers outside pint; accept units only from a list of your own; write `5 mg/(2
#   mL)` and `10^9/L`.
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


for text in ("120/80 mmHg", "10*9/L", "5 mg/2 mL", "173 mL/min/1.73 m^2"):
    print(text, "->", read(text), "|", quantity(text).dimensionality)
PROBE

cat >expected <<'SEEN'
120/80 mmHg -> 1.5 millimeter_Hg | [mass] / [length] / [time] ** 2
10*9/L -> 90.0 / liter | 1 / [length] ** 3
5 mg/2 mL -> 2.5 milligram * milliliter | [mass] * [length] ** 3
173 mL/min/1.73 m^2 -> 100.0 meter ** 2 * milliliter / minute | [length] ** 5 / [time]
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: pint-calculates-with-clinical-notation"
