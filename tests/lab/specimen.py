"""What the lab probes: which tool of which root, in which scenarios, and by which name it is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dropexec.recording.scenario import SCENARIOS
from tests.lab.prefix import PREFIXES
from tests.lab.roots.release import PREFIXED, RELEASES

#: Everything that the probe knows, for the release in which a tool is looked at most closely.
EVERY = tuple(SCENARIOS)

#: What tells a tool's kind, for the releases in which it ought to be the same.
CORE = ("prompt", "slow", "group", "kill")


#: What tells a tool that stands before a command, whatever it changes otherwise.
MOST = (*CORE, "seven", "dies", "stubborn", "twice", "HUP", "INT", "ALRM", "pid1")


@dataclass(frozen=True)
class Specimen:
    """One tool in one root, called in one way.

    `implementation` is its name in the catalogue, `tool` the probe's name for it; `template`, where given, is
    a call that the probe does not know. `built` is the path of a tool that the lab has built from source;
    `program` that of a packaged one which the template does not start with, or not under its catalogue name.
    `before` are shell commands that start what the tool needs, with their PIDs in `beside`.
    """

    suite: str
    implementation: str
    tool: str
    scenarios: tuple[str, ...]
    template: tuple[str, ...] = ()
    shell: str = "/bin/sh"
    form: str = "exec"
    built: str | None = None
    program: str | None = None
    before: str = ""

    @property
    def form_of_call(self) -> str:
        """The shell axis as the end of a name; empty for what the probe does unasked."""
        return "" if self.form == "exec" else f"-{self.form}-{self.shell.rpartition('/')[2]}"

    def __str__(self) -> str:
        """Return the name by which a test or a person knows it."""
        return f"{self.suite}-{self.implementation}{self.form_of_call}"


_SU = ("-s", "{shell}", "-c", "{shell_command}", "{user}")
_SHADOW = "/opt/shadow/su"

# Each becomes the target itself: one release of each tells it all.
_IN_PLACE = (
    *("gosu", "setpriv", "chroot", "start-stop-daemon"),
    *("chpst", "s6-setuidgid", "setuidgid", "dropexec"),
)
_FORKING = (("util-linux-runuser", "runuser"), ("sudo", "sudo"), ("doas", "doas"))
_SHELLS = (("plain", "/bin/dash"), ("plain", "/bin/bash"), ("redirect", "/bin/bash"))


def _su(suite: str) -> Iterator[Specimen]:
    """Yield the sus of a root: each is its distribution's, or was, so each is looked at closely."""
    yield Specimen(suite, "util-linux-su", "su", EVERY)
    if RELEASES[suite].sources:
        yield Specimen(suite, "shadow-su", "su", EVERY, (_SHADOW, *_SU), built=_SHADOW)
    packages = RELEASES[suite].packages
    if "sudo-rs" in packages:
        yield Specimen(suite, "sudo-rs-su", "su-rs", EVERY)
    if "busybox" in packages:
        yield Specimen(suite, "busybox-su", "busybox-su", EVERY)
    closely = suite == "bookworm"
    if "toybox" in packages:
        yield Specimen(suite, "toybox-su", "toybox-su", EVERY if closely else CORE)
    scenarios = EVERY if closely else (*CORE, "HUP", "ALRM")
    yield Specimen(suite, "util-linux-su-pty", "su", scenarios, ("su", "-P", *_SU))


def _peers(suite: str) -> Iterator[Specimen]:
    closely = suite == "bookworm"
    for implementation, tool in _FORKING:
        yield Specimen(suite, implementation, tool, EVERY if closely else CORE)
    if "sudo-rs" in RELEASES[suite].packages:
        yield Specimen(suite, "sudo-rs", "sudo-rs", EVERY if suite == "trixie" else CORE)
    if closely:
        for name in _IN_PLACE:
            yield Specimen(suite, name, name, EVERY)
    else:
        yield Specimen(suite, "dropexec", "dropexec", CORE)


def _forms(suite: str) -> Iterator[Specimen]:
    for form, shell in _SHELLS:
        yield Specimen(suite, "util-linux-su", "su", ("slow",), shell=shell, form=form)
        if RELEASES[suite].sources:
            template = (_SHADOW, *_SU)
            yield Specimen(
                suite, "shadow-su", "su", ("slow",), template, shell=shell, form=form, built=_SHADOW
            )


def _prefixes() -> Iterator[Specimen]:
    for name, prefix in PREFIXES.items():
        yield Specimen(
            *(PREFIXED.name, name, name, tuple(one for one in MOST if one not in prefix.without)),
            prefix.template,
            program=prefix.program,
            before=prefix.before,
        )


#: All of them, those that take longest first.
SPECIMENS = (
    *(specimen for kind in (_su, _peers) for suite in RELEASES for specimen in kind(suite)),
    *_prefixes(),
    *(specimen for suite in RELEASES for specimen in _forms(suite)),
)
