"""The account that the examples run their service as, the same in every root and image of the lab."""

from __future__ import annotations

from pathlib import Path

NAME = "kafka"
UID = GID = 5020
GROUPS = frozenset({5020, 5021})
HOME = "/var/lib/kafka"
SHELL = "/usr/sbin/nologin"

#: What each file of /etc has for it. PAM refuses even root an account that /etc/shadow does not have; no
#: password opens this one.
ENTRIES = {
    "passwd": f"{NAME}:x:{UID}:{GID}:the account of the examples:{HOME}:{SHELL}\n",
    "group": f"{NAME}:x:{GID}:\nbrokers:x:5021:{NAME}\n",
    "shadow": f"{NAME}:!:::::::\n",
}


def install(root: Path) -> None:
    """Add the account to the files of a root, which it may lack."""
    (root / "etc").mkdir(exist_ok=True)
    for name, lines in ENTRIES.items():
        with open(root / "etc" / name, "a", encoding="utf-8") as file:
            file.write(lines)
