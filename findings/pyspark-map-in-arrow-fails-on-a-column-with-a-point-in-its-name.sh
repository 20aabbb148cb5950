#!/usr/bin/env bash
# Package: pyspark 4.3.0 (with pyarrow 22.0.0, pandas 2.3.3; Java 17)
# Behaviour: `mapInArrow` and `mapInPandas` of a DataFrame that has a column named `drug.dose` raise
#   AnalysisException: UNRESOLVED_COLUMN, though the function is handed whole batches and names no
#   column. PySpark looks its own columns up by name, and takes the point for a field of `drug`.
#   What else names no column (count, toArrow) works.
# Expected: a function over whole batches to work whatever the columns are called.
# Bites: tables with headings such as `current.prednisone` or `v1.2`: they are read and shown without
#   a word, and only the step in Python fails.
# Instead: rename by place first, `frame.toDF(*(f"c{n}" for n in range(len(frame.columns))))`, and give
#   the batches their names back inside the function (`rename_columns`).
set -euo pipefail

command -v java >/dev/null || { echo "NOT RUN: there is no Java" >&2; exit 2; }
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
export PYTHONUTF8=1

"${PYTHON:-python3}" -m venv venv
install() {
    venv/bin/python -m pip install --quiet --disable-pip-version-check "$@" >pip.log 2>&1 ||
        { cat pip.log >&2; echo "NOT RUN: could not install $*" >&2; exit 2; }
}
install 'pyspark==4.3.0' 'pyarrow==22.0.0' 'pandas==2.3.3'

cat >probe.py <<'PROBE'
import os
import sys

from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession

os.environ["PYSPARK_PYTHON"] = sys.executable
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
spark.sparkContext.setLogLevel("OFF")


def unchanged(batches):
    yield from batches


def tried(what, action):
    try:
        print(what, "=>", action())
    except AnalysisException as error:
        print(what, "=>", error.getCondition())


frame = spark.createDataFrame([("P1", 5.0)], ["patient", "drug.dose"])
tried("count", frame.count)
tried("toArrow", lambda: frame.toArrow().to_pylist())
tried("mapInArrow", lambda: frame.mapInArrow(unchanged, frame.schema).collect())
tried("mapInPandas", lambda: frame.mapInPandas(unchanged, frame.schema).collect())
renamed = frame.toDF("c0", "c1")
tried("mapInArrow, renamed", lambda: [list(row) for row in renamed.mapInArrow(unchanged, renamed.schema).collect()])
PROBE

cat >expected <<'SEEN'
count => 1
toArrow => [{'patient': 'P1', 'drug.dose': 5.0}]
mapInArrow => UNRESOLVED_COLUMN.WITH_SUGGESTION
mapInPandas => UNRESOLVED_COLUMN.WITH_SUGGESTION
mapInArrow, renamed => [['P1', 5.0]]
SEEN

venv/bin/python probe.py >seen 2>errors || { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 || { echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: pyspark-map-in-arrow-fails-on-a-column-with-a-point-in-its-name"
