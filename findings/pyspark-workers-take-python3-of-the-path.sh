#!/usr/bin/env bash
# Package: pyspark 4.3.0 (Java 17)
# Behaviour: on one machine, `venv/bin/python job.py` runs the driver in the virtual environment and the
#   workers with whatever `python3` comes first on the PATH: another environment, with other releases
#   of the same packages. Only another minor version of Python itself is noticed.
# Expected: in local mode, the workers to use the interpreter that started them.
# Bites: jobs that are started by the full path of an interpreter (cron, systemd, an IDE, a test): a
#   function is checked in the driver with one release of a library and applied to the rows with
#   another. Two releases that round or parse differently give two answers, and nothing is said.
# Instead: set PYSPARK_PYTHON to sys.executable before the session starts, and have the function
#   compare the releases that matter with those that the driver sends along.
set -euo pipefail

command -v java >/dev/null || { echo "NOT RUN: there is no Java" >&2; exit 2; }
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
export PYTHONUTF8=1
unset PYSPARK_PYTHON PYSPARK_DRIVER_PYTHON

"${PYTHON:-python3}" -m venv venv
"${PYTHON:-python3}" -m venv other
install() {
    "$1/bin/python" -m pip install --quiet --disable-pip-version-check "${@:2}" >pip.log 2>&1 ||
        { cat pip.log >&2; echo "NOT RUN: could not install ${*:2}" >&2; exit 2; }
}
install venv 'pyspark==4.3.0' 'tabulate==0.9.0'
install other 'tabulate==0.8.10'

cat >probe.py <<'PROBE'
import os
import sys
from importlib.metadata import version
from pathlib import Path

from pyspark.sql import SparkSession


def where(_):
    yield Path(sys.prefix).name, version("tabulate")


def session():
    found = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    found.sparkContext.setLogLevel("OFF")
    return found


print("driver:", *next(where(None)))
spark = session()
print("workers:", *spark.sparkContext.parallelize([0], 1).mapPartitions(where).collect()[0])
spark.stop()
os.environ["PYSPARK_PYTHON"] = sys.executable
print("workers, told:", *session().sparkContext.parallelize([0], 1).mapPartitions(where).collect()[0])
PROBE

cat >expected <<'SEEN'
driver: venv 0.9.0
workers: other 0.8.10
workers, told: venv 0.9.0
SEEN

PATH="$work/other/bin:$PATH" venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 || { echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: pyspark-workers-take-python3-of-the-path"
