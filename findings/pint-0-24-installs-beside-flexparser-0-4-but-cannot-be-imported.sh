#!/usr/bin/env bash
# Package: pint 0.24 to 0.24.3 with flexparser 0.4
# Behaviour: pint 0.24.x before 0.24.4 allows any flexparser from 0.3 on, pip finds nothing
#   wrong, and `import pint` raises TypeError with flexparser 0.4.
# Expected: that a set of releases which pip accepts can at least be imported.
# Bites: a lower bound such as `pint>=0.24`, or a pinned pint without a pinned flexparser: a
#   fresh install of an old, tested release breaks, because a dependency of the dependency moved
#   on.
# Instead: demand `pint>=0.24.4`; flexparser 0.3.1 beside pint 0.24 helps on Python 3.11 but not
#   on 3.13.
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
install 'flexcache==0.3' 'appdirs==1.4.4' 'platformdirs==4.14.8' 'typing_extensions==4.16.0'

cat >probe.py <<'PROBE'
try:
    import pint  # noqa: F401
except TypeError as problem:
    print(f"   import: TypeError: {problem}")
else:
    print("   import: works")
PROBE

cat >expected <<'SEEN'
pint 0.24 + flexparser 0.4: No broken requirements found.
   import: TypeError: cannot inherit frozen dataclass from a non-frozen one
pint 0.24.3 + flexparser 0.4: No broken requirements found.
   import: TypeError: cannot inherit frozen dataclass from a non-frozen one
pint 0.24.4 + flexparser 0.4: No broken requirements found.
   import: works
SEEN

{
    for pair in '0.24 0.4' '0.24.3 0.4' '0.24.4 0.4'; do
        read -r pint flexparser <<<"$pair"
        install "pint==$pint" "flexparser==$flexparser"
        echo "pint $pint + flexparser $flexparser: $(venv/bin/python -m pip check --disable-pip-version-check)"
        venv/bin/python probe.py
    done
} >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: pint-0-24-installs-beside-flexparser-0-4-but-cannot-be-imported"
