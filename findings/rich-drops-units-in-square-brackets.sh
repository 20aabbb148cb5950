#!/usr/bin/env bash
# Package: rich 15.0.0
# Behaviour: text in square brackets that starts with a small letter is taken for a style and
#   disappears from the output, although no such style exists: `[mmol/L]` and `[g/dL]` are gone,
#   `[IU/L]` and `[140]` stay.
# Expected: text that is no known style to be printed as it is, or an error.
# Bites: result tables and reports on the terminal, where the usual way to write a unit is in
#   brackets: some units vanish, others stay, and nothing is reported. The same holds for table
#   headings and cells.
# Instead: pass data through rich.markup.escape, or print with markup=False, or wrap them in
#   rich.text.Text.
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
install 'rich==15.0.0' 'markdown-it-py==4.3.0' 'mdurl==0.1.2' 'Pygments==2.21.0'

cat >probe.py <<'PROBE'
import io

from rich.console import Console
from rich.table import Table


def printed(thing, **options):
    out = io.StringIO()
    Console(file=out, width=60, color_system=None).print(thing, **options)
    return out.getvalue().rstrip()


for text in (
    "Glucose 5.5 [mmol/L]",
    "Haemoglobin 12 [g/dL] low",
    "Lipase 30 [IU/L]",
    "Sodium [140]",
):
    print(text, "=>", printed(text))
text = "Glucose 5.5 [mmol/L]"
print("with markup=False:", text, "=>", printed(text, markup=False))
table = Table("Test [unit]", box=None)
table.add_row("Glucose [mmol/L]")
print("table:", " | ".join(line.strip() for line in printed(table).splitlines()))
PROBE

cat >expected <<'SEEN'
Glucose 5.5 [mmol/L] => Glucose 5.5
Haemoglobin 12 [g/dL] low => Haemoglobin 12  low
Lipase 30 [IU/L] => Lipase 30 [IU/L]
Sodium [140] => Sodium [140]
with markup=False: Glucose 5.5 [mmol/L] => Glucose 5.5 [mmol/L]
table: Test | Glucose
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: rich-drops-units-in-square-brackets"
