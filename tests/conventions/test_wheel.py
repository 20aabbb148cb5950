"""The wheel, installed elsewhere, screens from any folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_an_installed_wheel_screens_from_another_folder(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    wheels, site, elsewhere = tmp_path / "wheels", tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, cwd=elsewhere)
    (wheel,) = wheels.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(site), str(wheel)], check=True, capture_output=True)

    record = elsewhere / "one.json"
    record.write_text(json.dumps({"patient_id": "P-1", "total_bilirubin": "3.0 mg/dL"}), encoding="utf-8")
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r}); import hn2301_asp.cli as cli; "
        f"assert cli.__file__.startswith({str(site)!r}), cli.__file__; "
        "sys.argv = ['hn2301', 'screen', 'one.json', '--format', 'json']; cli.run()"
    )
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=elsewhere, env=environment
    )
    (result,) = json.loads(done.stdout)
    assert (result["patient"], result["verdict"], result["blocking"]) == ("P-1", "ineligible", ["IN-7"])
    assert result["criteria"][6]["blocked_by"][0]["file"] == "kb/criteria/in7_organ_function.lp"

    html = code.replace("'json'", "'html'")
    done = subprocess.run(
        [sys.executable, "-c", html], check=True, capture_output=True, text=True, cwd=elsewhere, env=environment
    )
    assert done.stdout.startswith("<!DOCTYPE html>")
    assert done.stdout.count("<article ") == 1
