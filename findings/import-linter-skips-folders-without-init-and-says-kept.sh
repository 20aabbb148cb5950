#!/usr/bin/env bash
# Package: import-linter 2.17 with grimp 3.20
# Behaviour: modules in a sub-folder without __init__.py are left out of the import graph
#   without a word, although Python imports them; a layers contract that they break is reported
#   as KEPT.
# Expected: that every module Python can import from the package is analysed, or a warning.
# Bites: an architecture check in CI that goes green because somebody forgot one empty file, or
#   uses namespace folders on purpose.
# Instead: test that every folder with .py files has an __init__.py, or compare the number of
#   analysed files with the number on disk.
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
install 'import-linter==2.17' 'grimp==3.20' 'click==8.5.1' 'rich==15.0.0' 'markdown-it-py==4.3.0' 'mdurl==0.1.2' 'Pygments==2.21.0' 'typing_extensions==4.16.0'
mkdir -p app/high app/low/deep
touch app/__init__.py app/high/__init__.py app/low/__init__.py
echo 'VALUE = 1' >app/high/top.py
echo 'from app.high.top import VALUE' >app/low/deep/upward.py
cat >.importlinter <<'CONTRACT'
[importlinter]
root_package = app

[importlinter:contract:layers]
name = high above low
type = layers
layers =
    app.high
    app.low
CONTRACT

cat >expected <<'SEEN'
python imports it: 1
without app/low/deep/__init__.py: exit code 0
Analyzed 4 files, 0 dependencies.
high above low KEPT
with app/low/deep/__init__.py: exit code 1
Analyzed 6 files, 1 dependencies.
high above low BROKEN
SEEN

{
    lint() {
        local code=0
        PYTHONPATH=. venv/bin/lint-imports --no-cache >report || code=$?
        echo "$1: exit code $code"
        grep -E '^Analyzed|KEPT$|BROKEN$' report
    }
    echo "python imports it: $(PYTHONPATH=. venv/bin/python -c 'import app.low.deep.upward as u; print(u.VALUE)')"
    lint 'without app/low/deep/__init__.py'
    touch app/low/deep/__init__.py
    lint 'with app/low/deep/__init__.py'
} >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: import-linter-skips-folders-without-init-and-says-kept"
