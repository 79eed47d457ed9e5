"""What the recorder says about itself: by it a later version reads what an earlier one has armed."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from dropexec.version import VERSION
from dropexec.watch.bpf.layout import SIGNAL_LAYOUT
from dropexec.watch.errors import WatchError

FORMAT = "dropexec-record/1"
BYTES = 8192
"""Of the map that holds it, as JSON, the rest being NULs."""


class About(NamedTuple):
    """A recorder's properties.

    ``entries`` records are kept. ``unused`` of the first numbers were never given to a signal, and ``before``
    is how many records an earlier ring had overwritten, when its records were taken over.
    """

    entries: int
    signals: int
    armed: int
    unused: int = 0
    before: int = 0
    version: str = VERSION

    def overwritten(self, counter: int) -> int:
        """Return how many records there is no more room for, `counter` being how many were begun."""
        return self.before + max(0, counter - self.entries - self.unused)


def encode(about: About) -> bytes:
    """Return what is stored."""
    document = {"format": FORMAT, "layout": SIGNAL_LAYOUT.formats, **about._asdict()}
    return json.dumps(document).encode().ljust(BYTES, b"\0")


def decode(raw: bytes) -> About:
    """Return what was stored; raises WatchError where this version cannot read such a recorder."""
    try:
        document: dict[str, Any] = json.loads(raw.rstrip(b"\0"))
        version = str(document["version"])
    except (ValueError, KeyError, TypeError):
        raise WatchError(
            f"cannot read the record of signals: it is no {FORMAT}; dropexecctl watch --disarm removes it"
        ) from None
    if document.get("format") != FORMAT or document.get("layout") != SIGNAL_LAYOUT.formats:
        raise WatchError(
            f"cannot read the record of signals: dropexecctl {version} armed it with another layout"
            f" than {VERSION} has; read it with that version, or dropexecctl watch --disarm removes it"
        )
    return About(**{name: document[name] for name in About._fields})
