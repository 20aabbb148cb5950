"""What the id of a criterion may be: as protocols number them, ``5.1.3``, ``I01``, ``EX-4a``, ``IN-7``.

Letters and digits, in parts that a full stop or a hyphen joins, with a digit somewhere: it then stands as it is in a
heading, in ``met("5.1.3")``, in the name of a file and in an address. Nobody else says what an id is.
"""

from __future__ import annotations

import re
from typing import Final

#: As the grammar of the threshold language takes it too.
PATTERN: Final = r"(?=[A-Za-z.-]*[0-9])[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*(?![^\s#])"
_ID: Final = re.compile(PATTERN)
HELP: Final = "an id is of the form IN-7, EX-4a, I01 or 5.1.3"


def is_criterion_id(text: str) -> bool:
    """Whether a text may be the id of a criterion."""
    return _ID.fullmatch(text) is not None
