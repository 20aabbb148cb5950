#!/usr/bin/env bash
# Package: narwhals 2.7.0 (and 2.8.0) with duckdb 2.0.0
# Behaviour: `from_native` of a relation of DuckDB 2 raises ModuleNotFoundError: No module named
#   'duckdb.typing', though both are installed: pip puts them beside each other, as narwhals
#   states no upper bound. 2.8.0 works.
# Expected: an error that says which releases go together, or a resolver that keeps them apart.
# Bites: who takes ModuleNotFoundError for "an optional library is not installed" tells people to
#   install DuckDB, which they have.
# Instead: narwhals>=2.8 where DuckDB is among the engines, the imports of optional libraries in
#   a `try` of their own, and a run of the tests with the lowest releases.
set -euo pipefail

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
export PYTHONUTF8=1

install() {
    "$1/bin/python" -m pip install --quiet --disable-pip-version-check "${@:2}" >pip.log 2>&1 ||
        { cat pip.log >&2; echo "NOT RUN: could not install ${*:2}" >&2; exit 2; }
}
cat >probe.py <<'PROBE'
import duckdb
import narwhals as nw

try:
    frame = nw.from_native(duckdb.sql("select 15 as inr"))
    print(f"narwhals {nw.__version__}:", frame.collect("pyarrow").to_dict(as_series=False))
except Exception as error:
    print(f"narwhals {nw.__version__}: {type(error).__name__}: {error}")
PROBE

cat >expected <<'SEEN'
narwhals 2.7.0: ModuleNotFoundError: No module named 'duckdb.typing'
narwhals 2.8.0: {'inr': [15]}
SEEN

for release in 2.7.0 2.8.0; do
    "${PYTHON:-python3}" -m venv "venv-$release"
    install "venv-$release" "narwhals==$release" 'duckdb==2.0.0' 'pyarrow==21.0.0'
    "venv-$release/bin/python" probe.py >>seen 2>errors ||
        { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
done
cat seen
diff -u expected seen >&2 || { echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: narwhals-before-2-8-says-of-duckdb-2-that-a-module-is-missing"
