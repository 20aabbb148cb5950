#!/usr/bin/env bash
# Package: pygls 2.1.1 (lsprotocol 2025.0.0)
# Behaviour: the server's copy of a document is cut into lines with str.splitlines, which also cuts at form feed, vertical
#   tab, NEL and U+2028. The protocol knows \n, \r\n and \r alone, so below such a sign every incremental change of the
#   editor lands in an earlier line of the server's copy. No error, no message; the copy stays wrong until it is reopened.
# Expected: the text that the editor has.
# Bites: rule files and protocols whose words were pasted from PDF or Word hold U+2028 and form feeds: diagnostics, renaming
#   and formatting then speak of a text that nobody wrote.
# Instead: keep the buffers yourself from the parameters of didOpen and didChange, cutting at \n, \r\n and \r only.
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
install 'pygls==2.1.1' 'lsprotocol==2025.0.0' 'cattrs==26.2.1' 'attrs==26.1.0' 'typing-extensions==4.16.0'

cat >probe.py <<'PROBE'
from lsprotocol import types
from pygls.workspace import TextDocument

HB, LIMIT = types.Position(2, 5), types.Position(2, 7)  # The third line, in every editor: "Hb >=80".
for name, sign in (("a blank", " "), ("form feed", "\f"), ("vertical tab", "\v"), ("NEL", "\x85"), ("U+2028", "\u2028")):
    document = TextDocument("file:///limits.txt", f"limits{sign}of IN-7\nALC>=10\nHb >=80\n", version=1)
    change = types.TextDocumentContentChangePartial(types.Range(HB, LIMIT), "90")
    document.apply_change(change)
    print(f"{name}: {document.source.split(chr(10))[1:3]}")
PROBE

cat >expected <<'SEEN'
a blank: ['ALC>=10', 'Hb >=90']
form feed: ['ALC>=90', 'Hb >=80']
vertical tab: ['ALC>=90', 'Hb >=80']
NEL: ['ALC>=90', 'Hb >=80']
U+2028: ['ALC>=90', 'Hb >=80']
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: pygls-an-edit-lands-a-line-too-early-below-a-form-feed"
