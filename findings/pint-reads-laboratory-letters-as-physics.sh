#!/usr/bin/env bash
# Package: pint 0.25.3
# Behaviour: the default registry knows the letters of laboratory reports as something else:
#   K/uL is kelvin per microlitre, G/L gauss per litre, T/L tesla per litre, pH picohenry, C
#   coulomb, gr grain.
# Expected: an undefined-unit error, which is what common laboratory units such as IU or mEq do
#   give.
# Bites: platelets of 200 K/uL, leucocytes in G/L, red cells in T/L, a pH with its "unit", a
#   temperature in C: "pint accepts it" is taken as a check of the unit, and the value is stored
#   under a wrong dimension.
# Instead: start from an empty registry (`UnitRegistry(None)`) and define only the units you
#   use, with the meaning they have in your data.
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


for text in ("200 K/uL", "5 G/L", "4.5 T/L", "7.4 pH", "37 C", "5 gr", "5 IU/L", "5 mEq/L"):
    print(text, "->", read(text))
PROBE

cat >expected <<'SEEN'
200 K/uL -> 200.0 kelvin / microliter
5 G/L -> 5.0 gauss / liter
4.5 T/L -> 4.5 tesla / liter
7.4 pH -> 7.4 picohenry
37 C -> 37 coulomb
5 gr -> 5 grain
5 IU/L -> error: 'IU' is not defined in the unit registry
5 mEq/L -> error: 'mEq' is not defined in the unit registry
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: pint-reads-laboratory-letters-as-physics"
