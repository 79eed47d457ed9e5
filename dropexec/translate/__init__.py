"""Another tool's command line in dropexec's words.

A pipeline of values: an **invocation** is what the tool's own option grammar makes of the words, an
**intent** what that means, a **line** the same in the launcher's words. ``translate`` goes all the way. What
may stand in front of the tool (``exec``, ``env``, ``nice``, ``start-stop-daemon --exec`` ...) is known here
too: ``find_tool``. Nothing is known here of the files that lines stand in.
"""

from __future__ import annotations

from dropexec.translate.call import find_tool
from dropexec.translate.circumstances import Account, Accounts, Circumstances, Program
from dropexec.translate.pipeline import translate
from dropexec.translate.translation import Fix, Translation
from dropexec.translate.word import Piece, Word

__all__ = [
    "Account",
    "Accounts",
    "Circumstances",
    "Fix",
    "Piece",
    "Program",
    "Translation",
    "Word",
    "find_tool",
    "translate",
]
