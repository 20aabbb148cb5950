#!/usr/bin/env bash
# Package: duckdb 2.0.1 (with pyarrow 26.0.1)
# Behaviour: `to_arrow_reader(batch_size)` never gives a batch that goes over the end of a row
#   group of 122,880 rows. A batch size of 262,144 gives batches of 122,880; one of 100,000 gives
#   100,000 and 22,880 in turn. The same holds for Parquet files, by the row groups of the file.
# Expected: batches of the size that is asked for, and a smaller one at the end alone.
# Bites: whatever has a cost for each batch (a model that is called, a file that is written, a
#   statistic that is merged) pays it up to twice as often as reckoned; code that takes a short
#   batch for the last one stops after the first row group and loses the rest in silence.
# Instead: take `batch_size` for a maximum, gather batches until there are enough rows, and end
#   only where the reader does.
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
install 'duckdb==2.0.1' 'pyarrow==26.0.1'

cat >probe.py <<'PROBE'
import duckdb

connection = duckdb.connect()
connection.execute("CREATE TABLE labs AS SELECT i AS patient, i % 7 AS inr FROM range(300000) r(i)")
for size in (50_000, 100_000, 262_144):
    reader = connection.table("labs").to_arrow_reader(size)
    print(f"asked for {size}:", [batch.num_rows for batch in reader])

connection.sql("FROM labs").to_parquet("labs.parquet", row_group_size=61_440)
reader = connection.read_parquet("labs.parquet").to_arrow_reader(262_144)
print("a file with row groups of 61440:", [batch.num_rows for batch in reader])

rows = 0
for batch in connection.table("labs").to_arrow_reader(100_000):
    rows += batch.num_rows
    if batch.num_rows < 100_000:
        break
print("read until a batch is short:", rows, "of 300000")
PROBE

cat >expected <<'SEEN'
asked for 50000: [50000, 50000, 22880, 50000, 50000, 22880, 50000, 4240]
asked for 100000: [100000, 22880, 100000, 22880, 54240]
asked for 262144: [122880, 122880, 54240]
a file with row groups of 61440: [61440, 61440, 61440, 61440, 54240]
read until a batch is short: 122880 of 300000
SEEN

venv/bin/python probe.py >seen 2>errors || { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 || { echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: duckdb-arrow-reader-cuts-batches-at-row-groups"
