"""The files of packaging/examples, filled in as their README says, for one launcher or the other."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from tests.lab.collection import PROJECT
from tests.lab.process import LabError

EXAMPLES = PROJECT / "packaging" / "examples"

#: What whoever copies an example replaces: the command, and the seconds that it may take to stop.
COMMAND = "/opt/kafka/bin/kafka-server-start.sh /etc/kafka/server.properties"
STOP_SECONDS = 300

# What stood in its place: the careful form, in which no shell stays.
_SU = f"-s /bin/sh kafka -c 'exec {COMMAND}'"

#: Where the launcher is and whom it becomes: so in the lab as well.
LAUNCHER = "/usr/local/bin/dropexec"
ACCOUNT = "kafka"

#: The lab's command. The target takes 6 s to stop, less than the supervisor grants, more than su.
TARGET = "/opt/kafka/target"
LOG = "/var/lib/kafka/log"
GRANTED_SECONDS = 10

# With the options, or the -- that ends another program's, between them; a line may be continued.
_BLANK = r"(?: \\\n\s*| )"
_CALL = re.compile(
    rf"{re.escape(LAUNCHER)}(?P<end>{_BLANK}--(?!\w))?(?:{_BLANK}--\w\S*)*{_BLANK}{ACCOUNT}{_BLANK}"
    + re.escape(COMMAND)
)


@dataclass(frozen=True)
class Example:
    """The files of one folder of packaging/examples, for the launcher ``dropexec`` or ``su``."""

    folder: str
    launcher: str
    arguments: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        """The target's command line, with these arguments after its log."""
        return shlex.join([TARGET, LOG, *self.arguments])

    def text(self, name: str) -> str:
        """Return the file `name`, filled in; LabError where it is not there."""
        path = EXAMPLES / self.folder / name
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise LabError(f"no example {self.folder}/{name}") from error
        if self.launcher == "su":
            text = _CALL.sub(lambda call: f"/bin/su{call['end'] or ''} {_SU}", text)
            text = text.replace(f"{ACCOUNT} {COMMAND}", _SU)
        text = text.replace(COMMAND, self.command)
        return re.sub(rf"\b{STOP_SECONDS}(?=(?:000)?\b)", str(GRANTED_SECONDS), text)
