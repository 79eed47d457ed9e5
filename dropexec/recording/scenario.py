"""The closed list of scenarios: what the witness does when told to stop, and what is sent to whom."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Response:
    """What the witness does on SIGTERM, SIGINT or SIGQUIT; any other signal it only records.

    ``action`` is ``end`` (exit with ``status`` after ``seconds``), ``default`` (leave SIGTERM its default
    disposition) or ``stay`` (carry on as before). With ``marker`` it writes a file as its last deed; with
    ``child`` it has a child process.
    """

    action: str = "end"
    status: int = 0
    seconds: float = 0.0
    marker: bool = False
    child: bool = False

    def argument(self) -> str:
        """Return the response as the one argument that the witness program takes."""
        extras = ["marker"] * self.marker + ["child"] * self.child
        return ":".join([self.action, str(self.status), str(self.seconds), *extras])

    @property
    def prompt(self) -> bool:
        """Tell whether the witness is gone at once after the signal."""
        return self.action == "default" or (self.action == "end" and self.seconds == 0)


PROMPT = Response()
SLOW = Response(seconds=5.0, marker=True)


@dataclass(frozen=True)
class Scenario:
    """One way to stop a service: the signal, who is sent it, how the target takes it, and how long to watch.

    ``again`` is the number of seconds after which the signal is sent a second time; ``everyone`` sends it to
    each process of the tree as a control-group stop does; ``watch`` is the deadline in seconds, counted from
    the first signal.
    """

    name: str
    summary: str
    signal: str = "SIGTERM"
    response: Response = PROMPT
    again: float | None = None
    everyone: bool = False
    pid1: bool = False
    tty: bool = False
    many: bool = False
    watch: float = 8.0

    @property
    def stops(self) -> bool:
        """Tell whether the scenario is a stop by SIGTERM, as a supervisor's."""
        return self.signal == "SIGTERM"

    def companion(self) -> Scenario | None:
        """Return the run beside this one, in which the target is gone long before a forced kill.

        Only that tells an unconditional SIGKILL from one sent "if alive". None where this scenario shows it
        already.
        """
        if not self.stops or self.many or self.response.prompt:
            return None
        return replace(SCENARIOS["prompt"], tty=self.tty, pid1=self.pid1)


def _other(signal: str) -> Scenario:
    return Scenario(
        signal.removeprefix("SIG"), f"{signal} to the tool, the target records what reaches it", signal
    )


_ALL = (
    Scenario("prompt", "the target ends at once on SIGTERM, with status 0"),
    Scenario("seven", "the target ends at once on SIGTERM, with status 7", response=Response(status=7)),
    Scenario("dies", "the target leaves SIGTERM its default disposition", response=Response("default")),
    Scenario("second", "the target needs 1 s to end", response=Response(seconds=1.0)),
    Scenario("slow", "the target needs 5 s to end, then writes a marker", response=SLOW),
    Scenario("stubborn", "the target ignores SIGTERM", response=Response("stay")),
    Scenario("group", "the target has a child of its own in its process group",
             response=Response(child=True)),
    Scenario("twice", "a second SIGTERM half a second after the first", response=SLOW, again=0.5),
    Scenario("tree", "SIGTERM to tool and target alike, as a control-group stop does",
             response=Response(seconds=1.0), everyone=True),
    Scenario("pid1", "the tool is PID 1 of a PID namespace", response=SLOW, pid1=True),
    Scenario("tty", "the tool has a pseudo-terminal of its own", response=SLOW, tty=True),
    _other("SIGHUP"),
    _other("SIGINT"),
    _other("SIGQUIT"),
    _other("SIGUSR1"),
    _other("SIGUSR2"),
    _other("SIGALRM"),
    _other("SIGTSTP"),
    Scenario("kill", "SIGKILL to the tool", "SIGKILL"),
    Scenario("race", "SIGTERM 0 to 10 ms after the start, many times", many=True),
)  # fmt: skip

SCENARIOS = {scenario.name: scenario for scenario in _ALL}

#: What is run when nobody asks for a scenario: the two that a stop is judged by.
USUAL = ("prompt", "slow")
