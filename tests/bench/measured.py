"""What one version takes, measured from within: run as a script with the version's package on the path.

It knows nothing but what every version has: ``load``, ``patient``, ``screen``, ``verdict``. Times are of the
processor, in microseconds, each the median over the records. Other records warm up, so that nobody is measured
twice: what a version remembers of patients helps it with those who are like them only.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any


def microseconds(action: Callable[[Any], object], arguments: Iterable[Any]) -> list[float]:
    """How long each call takes."""
    taken = []
    for argument in arguments:
        start = time.process_time()
        action(argument)
        taken.append((time.process_time() - start) * 1e6)
    return taken


def main() -> None:
    """Prints what was measured, as JSON; ``read`` alone says which records the version can read."""
    import hn2301_asp

    with open(sys.argv[1], encoding="utf-8") as file:
        records = json.load(file)
    answered = int(sys.argv[2])
    protocol = hn2301_asp.load()
    patients, usable = [], []
    for number, record in enumerate(records):
        try:
            patients.append(protocol.patient(record))
            usable.append(number)
        except Exception:  # Each version has errors of its own.
            continue
    if not answered:
        print(json.dumps({"version": hn2301_asp.__version__, "usable": usable}))
        return
    before, after = patients[:answered], patients[answered:]
    for patient in before:
        protocol.screen(patient).to_dict()
        protocol.verdict(patient)
    found = {
        "read": statistics.median(microseconds(protocol.patient, [records[number] for number in usable])),
        "screen": statistics.median(microseconds(protocol.screen, after)),
        "verdict": statistics.median(microseconds(protocol.verdict, after)),
    }
    answers = sorted(microseconds(lambda patient: protocol.screen(patient).to_dict(), after[:answered]))
    found |= {
        "answers": statistics.median(answers),
        "answers, 95th percentile": answers[int(len(answers) * 0.95)],
        "answers of an empty record": min(microseconds(lambda record: protocol.screen(record).to_dict(), [{}] * 3)),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
