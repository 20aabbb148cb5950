"""SHA-256, without what the standard library's `hashlib` loads beside it.

`hashlib` loads OpenSSL when it is imported, which takes as long as reading a whole knowledge base
from the cache. The interpreter's own implementation gives the same digests; where an interpreter is
built without it, `hashlib`'s stands in.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:
        if sys.version_info >= (3, 12):
            from _sha2 import sha256
        else:
            from _sha256 import sha256
    except ImportError:
        from hashlib import sha256

__all__ = ["sha256"]
