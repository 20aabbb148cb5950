#!/usr/bin/env bash
# Package: openpyxl 3.1.5
# Behaviour: the type of a cell formatted yyyy-mm-dd follows its number: 0 is read as the time
#   00:00, 0.5 as the time 12:00, and 20240131 as the text '#VALUE!', which replaces the number
#   for good when the file is saved again.
# Expected: a date for a date format (or the bare number where there is no such date), and
#   reading and saving to keep the data.
# Bites: a date column that links to an empty cell holds 0, so that "no date" arrives as a time
#   of day, which is not None; dates typed without separators are lost for good by a tool that
#   changes another cell. Only a Python warning tells of it.
# Instead: check for datetime.datetime exactly; turn the UserWarning into an error while
#   loading.
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
import warnings
import zipfile

import openpyxl

numbers = (45322, 0, 0.5, 20240131)
book = openpyxl.Workbook()
for row, number in enumerate(numbers, 1):
    cell = book.active.cell(row, 1, number)
    cell.number_format = "yyyy-mm-dd"
book.save("first.xlsx")

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    book = openpyxl.load_workbook("first.xlsx")
for number, (cell,) in zip(numbers, book.active.iter_rows()):
    print(number, "->", repr(cell.value), cell.data_type)
print("warnings:", len(caught))
book.save("second.xlsx")


def holds(path):
    return b"20240131" in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")


print("first file holds 20240131:", holds("first.xlsx"))
print("file saved again holds 20240131:", holds("second.xlsx"))
PROBE

cat >expected <<'SEEN'
45322 -> datetime.datetime(2024, 1, 31, 0, 0) d
0 -> datetime.time(0, 0) d
0.5 -> datetime.time(12, 0) d
20240131 -> '#VALUE!' e
warnings: 1
first file holds 20240131: True
file saved again holds 20240131: False
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: openpyxl-date-cells-become-midnight-or-value-error"
