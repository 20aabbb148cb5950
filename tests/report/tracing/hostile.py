"""A protocol whose author writes markup wherever words may stand."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from hn2301_asp.knowledge.files import digest, read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.screener import Screener

PRESSURE = Path(__file__).parents[2] / "protocols" / "pressure"
MARKUP = "<script>alert(1)</script><b onmouseover='x'>"
ADULTS = "Adults of 18 to 80 years"


def hostile() -> Screener:
    """The small protocol with markup in its title, a criterion's title and text, a reason and a scenario."""
    files = read_files(PRESSURE)
    texts = dict(files.texts)
    edits = (
        ("protocol.yaml", "title: A tablet for high blood pressure", f'title: "A tablet {MARKUP}"'),
        ("protocol.yaml", "title: age", f'title: "age {MARKUP}"'),
        ("protocol.yaml", "text: Adults of 18 to 80 years.", f'text: "{ADULTS} {MARKUP} and nobody covers this"'),
        ("criteria/1.3_weight.lp", '%! "A body mass index below 40 kg/m²."', f"%! because {MARKUP}"),
        ("scenarios/limits.yaml", "Eighteen years are enough", f'"Eighteen {MARKUP}"'),
    )
    for file, before, after in edits:
        assert before in texts[file], (file, before)
        texts[file] = texts[file].replace(before, after)
    changed = replace(files, texts=texts, digest=digest(texts))
    return Screener(load_knowledge_base(changed), files=changed)
