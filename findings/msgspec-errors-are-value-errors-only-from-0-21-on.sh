#!/usr/bin/env bash
# Package: msgspec 0.20.0 and 0.21.0
# Behaviour: DecodeError and ValidationError are subclasses of ValueError from 0.21.0 on, and of
#   plain Exception up to 0.20.0, so that `except ValueError` around a decode lets them through
#   in the older release.
# Expected: the same family of errors in all allowed releases; json.JSONDecodeError has always
#   been a ValueError.
# Bites: code written against a new release with a bound such as `msgspec>=0.19`: a broken input
#   file ends in a traceback instead of the message prepared for it, and the tests with the
#   newest release do not show it.
# Instead: catch msgspec.MsgspecError, or demand msgspec>=0.21.
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
install --target new 'msgspec==0.21.0'
install --target old 'msgspec==0.20.0'

cat >probe.py <<'PROBE'
import importlib.metadata

import msgspec

version = importlib.metadata.version("msgspec")
for text, kind in (('{"dose":', dict), ('"five"', int)):
    try:
        msgspec.json.decode(text, type=kind)
    except ValueError as problem:
        outcome = f"caught as ValueError: {type(problem).__name__}"
    except Exception as problem:
        outcome = f"except ValueError misses {type(problem).__name__}"
    print(f"msgspec {version}: {text!r} -> {outcome}")
PROBE

cat >expected <<'SEEN'
msgspec 0.20.0: '{"dose":' -> except ValueError misses DecodeError
msgspec 0.20.0: '"five"' -> except ValueError misses ValidationError
msgspec 0.21.0: '{"dose":' -> caught as ValueError: DecodeError
msgspec 0.21.0: '"five"' -> caught as ValueError: ValidationError
SEEN

{
    PYTHONPATH=old venv/bin/python probe.py &&
        PYTHONPATH=new venv/bin/python probe.py
} >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: msgspec-errors-are-value-errors-only-from-0-21-on"
