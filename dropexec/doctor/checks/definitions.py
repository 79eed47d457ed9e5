"""Service definitions of this host that put su, sudo or runuser above the service."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dropexec.doctor import systemd
from dropexec.doctor.check import FAIL, UNKNOWN, WARN, Check, Finding, Result, conclude
from dropexec.doctor.text import path_shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dropexec.doctor.host import Host
    from dropexec.lint.documents.document import Unreadable
    from dropexec.lint.finding import Finding as Lint

_STATUS = {"error": FAIL, "warning": WARN}
"""By lint's severity; notes are counted and no fault."""


def _look(host: Host) -> Result:
    from dropexec.lint.finding import Severity
    from dropexec.lint.places import existing
    from dropexec.lint.run import run
    from dropexec.lint.settings import Settings, select

    settings = Settings(str(host.root), select((), (), (), Severity.NOTE, ignores=True))
    report = run(existing(host.root), settings, mends=False)
    command = "dropexecctl lint" if host.running else f"dropexecctl lint --root {path_shown(str(host.root))}"
    found = [one for one in report.findings if not _hidden(host, one.source.name)]
    unreadable = [one for one in report.unreadable if not _hidden(host, one.file)]
    rules = dict(sorted(Counter(one.rule for one in found).items()))
    findings = [_finding(rule, found, command) for rule in rules]
    return conclude(
        [*(one for one in findings if one), *_unreadable(unreadable)],
        f"no service definition goes through su, sudo or runuser ({report.files} files)",
        files=report.files,
        rules=rules,
    )


def _hidden(host: Host, name: str) -> bool:
    """Return whether a file is an init script that a unit stands for."""
    root = str(host.root).rstrip("/")
    return systemd.hides(host.root, name[len(root) :] if name.startswith(f"{root}/") else name)


def _finding(rule: str, found: Sequence[Lint], command: str) -> Finding | None:
    """Return what a rule comes to, None for one whose findings are notes."""
    ours = [one for one in found if one.rule == rule]
    status = _STATUS.get(min(ours, key=lambda one: one.severity.rank).severity.value)
    if status is None:
        return None
    files = sorted({one.source.name for one in ours})
    places = ", ".join(map(path_shown, files[:3])) + (", ..." if len(files) > 3 else "")
    cure = f"{command} --select {rule}{_mending([one.fix.kind for one in ours])}"
    times = f"{len(ours)} times" if len(ours) > 1 else "once"
    return Finding(
        status,
        f"{rule}, {times}, in {places}; {cure}",
        {"rule": rule, "count": len(ours), "files": files, "command": cure},
    )


def _mending(kinds: Sequence[str]) -> str:
    """Return the options that mend, none where lint can only show what is wrong."""
    if "safe" in kinds:
        return " --fix"
    return " --diff --unsafe-fixes" if "unsafe" in kinds else ""


def _unreadable(items: Sequence[Unreadable]) -> Iterator[Finding]:
    """Yield one finding for each reason."""
    for reason, count in sorted(Counter(item.reason for item in items).items()):
        name = path_shown(next(item.file for item in items if item.reason == reason))
        more = f" and {count - 1} more" if count > 1 else ""
        yield Finding(UNKNOWN, f"cannot judge {name}{more}: {reason}", {"reason": reason, "count": count})


CHECK = Check(
    "definitions",
    "A service definition of this host puts su, sudo or runuser between the supervisor and the service.",
    running=False,
    look=_look,
)
