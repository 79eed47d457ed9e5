"""A command line before the rules: its words, and what translate makes of them."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dropexec.lint.command import Command, Role
from dropexec.lint.documents import shell
from dropexec.lint.documents.frame import Frame
from dropexec.lint.rewrite import to_word
from dropexec.lint.source import latin
from dropexec.translate import translate

if TYPE_CHECKING:
    from dropexec.lint.host import Host
    from dropexec.lint.tool import KnownTool
    from dropexec.lint.word import PlacedWord
    from dropexec.translate import Translation, Word
    from dropexec.translate.intent import Intent

_DISPLAY = re.compile(
    r"(?:^|\s):\d+\b.*\bvt\d+|\b(?:startx|xinit|Xorg|weston|sway|gnome-session|startplasma)\b"
)


class Call:
    """A command line, with everything that may be asked of it worked out when it is first asked for.

    ``launcher`` is the launcher's path; None where there is none to name, and so no fix.
    """

    def __init__(self, command: Command, host: Host, launcher: str | None, assumed_shell: str | None) -> None:
        self.command = command
        self.host = host
        self.launcher = launcher
        self._assumed_shell = assumed_shell

    @functools.cached_property
    def words(self) -> tuple[Word, ...]:
        """The words of the command as translate takes them."""
        source, literals = self.command.source, self.command.literals
        return tuple(to_word(word, source, literals) for word in self.command.words)

    @functools.cached_property
    def translation(self) -> Translation:
        """What translate says of the whole line."""
        bare = self.command.dialect.searches_path and self.words[0].literal != "start-stop-daemon"
        launcher = latin(self.launcher or "/usr/bin/dropexec")
        if bare and launcher in ("/usr/bin/dropexec", "/usr/local/bin/dropexec", "/bin/dropexec"):
            launcher = "dropexec"
        circumstances = replace(
            self.host.circumstances,
            assumed_shell=latin(self._assumed_shell) if self._assumed_shell else None,
            launcher=launcher,
        )
        return translate(self.words, circumstances)

    @property
    def tool(self) -> str:
        """The name of the tool that the line calls, "" for none."""
        return self.translation.tool

    @property
    def intent(self) -> Intent | None:
        """What the tool is asked to do, as far as it could be read."""
        return self.translation.intent

    @property
    def known(self) -> KnownTool:
        """What the catalogue says of the tool."""
        return self.host.tool(self.tool)

    @property
    def user(self) -> str:
        """The user that is switched to: the name if it is known, else as it is written; "" for none named."""
        word = self.user_word
        return "" if word is None else (word.known or word.text)

    @property
    def user_word(self) -> Word | None:
        """The word that names the user, also where the rest of the line has no meaning for dropexec."""
        read = self.translation.invocation
        if self.intent is not None:
            return self.intent.user
        if read is None:
            return None
        named = read.value("user")
        if named is not None or self.tool == "sudo":
            return named
        return next((word for word in read.operands if word.literal != "-"), None)

    @property
    def to_root(self) -> bool:
        """Whether the user is root, named or not."""
        return self.translation.invocation is not None and self.user in ("", "root", "0")

    @property
    def interactive(self) -> bool:
        """Whether there is nothing to run: a shell for a person."""
        intent, read = self.intent, self.translation.invocation
        if intent is not None:
            return intent.string is None and not intent.arguments
        if read is None or self.tool == "sudo":
            return False
        operands = [word for word in read.operands if word.literal != "-"]
        return not read.has("command") and len(operands) <= 1

    def placed(self, word: Word | None) -> PlacedWord | None:
        """Return where a word of the line stands."""
        for mine, place in zip(self.words, self.command.words):
            if mine is word:
                return place
        return None

    @functools.cached_property
    def inner(self) -> list[Command]:
        """The commands of the string that the tool hands to a shell; none where there is no such string."""
        string = self.placed(self.intent.string) if self.intent is not None else None
        if string is None:
            return []
        command = self.command
        frame = Frame(command.source, command.service, command.directive, wants_exec=False)
        outer = replace(command, role=Role.MAIN)
        found = shell.read_string(outer, string, frame)
        return [item for item in found if item.depth == 1 and item.role is not Role.QUERY]

    @property
    def string_extended(self) -> bool:
        """Whether words from elsewhere follow the line, which a string's shell takes for its parameters.

        In a line without that shell they would be the service's arguments.
        """
        return (
            self.command.appended is not None and self.intent is not None and self.intent.string is not None
        )

    @property
    def needs_session(self) -> bool:
        """Whether the program is a display, or the file asks for a terminal: PAM registers their session."""
        if self.tool not in ("su", "runuser"):
            return False
        words = self.command.text_of_target(self.inner)
        return bool(_DISPLAY.search(words)) or self.command.service.session is not None
