#!/usr/bin/env bash
# Package: openpyxl 3.1.5
# Behaviour: superscript and strikethrough inside a cell are dropped on reading, so `10⁹/L` with
#   a raised 9 is `109/L` and a dose struck out by hand is joined to the new one;
#   `rich_text=True` keeps them, but is silently ignored together with `read_only=True`.
# Expected: some sign that the text had a part that changes its meaning, and that an option
#   asked for is applied or refused.
# Bites: unit and dose columns typed by people: 150 x 10⁹/L becomes 150 x 109/L, "10 mg" struck
#   out before "5 mg" becomes "10 mg 5 mg".
# Instead: load with rich_text=True and not read_only; refuse cells whose runs carry vertAlign
#   or strike.
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
install 'openpyxl==3.1.5' 'et_xmlfile==2.0.0'

cat >probe.py <<'PROBE'
import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

book = openpyxl.Workbook()
book.active["A1"] = CellRichText("150 x 10", TextBlock(InlineFont(vertAlign="superscript"), "9"), "/L")
book.active["A2"] = CellRichText(TextBlock(InlineFont(strike=True), "10 mg"), " 5 mg")
book.save("book.xlsx")

for options in ({}, {"rich_text": True}, {"rich_text": True, "read_only": True}):
    print(options)
    book = openpyxl.load_workbook("book.xlsx", **options)
    for (cell,) in book.active.iter_rows():
        marks = [
            (run.text, run.font.vertAlign or "strike")
            for run in (cell.value if isinstance(cell.value, CellRichText) else ())
            if isinstance(run, TextBlock)
        ]
        print("  ", repr(str(cell.value)), marks)
    book.close()
PROBE

cat >expected <<'SEEN'
{}
   '150 x 109/L' []
   '10 mg 5 mg' []
{'rich_text': True}
   '150 x 109/L' [('9', 'superscript')]
   '10 mg 5 mg' [('10 mg', 'strike')]
{'rich_text': True, 'read_only': True}
   '150 x 109/L' []
   '10 mg 5 mg' []
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: openpyxl-turns-a-raised-9-into-109-per-litre"
