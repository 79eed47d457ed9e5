"""Another tool that execs does what dropexec does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.lint.command import Role
from dropexec.lint.finding import Severity
from dropexec.lint.rule import Page, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.case import Case
    from dropexec.lint.finding import Finding


def _check(case: Case) -> Iterator[Finding]:
    if case.tool in _TOOLS and case.command.role in (Role.MAIN, Role.BACKGROUND) and not case.interactive:
        yield RULE.finding(
            case,
            f"{case.tool} starts the service; dropexec does the same and refuses more mistakes",
            case.fix,
        )


_TOOLS = frozenset(("gosu", "su-exec", "setpriv", "chpst", "s6-setuidgid", "setuidgid", "chroot"))


RULE = Rule(
    "exec-tool",
    Severity.NOTE,
    Page(
        what="gosu, su-exec, setpriv, chpst, s6-setuidgid or setuidgid starts the service.",
        why=(
            "They exec as dropexec does, so no signal is lost. They differ in what they check: some "
            "run as root for an empty user, cut a number to 32 bits, keep HOME of root or leave the "
            "groups incomplete."
        ),
        mend="dropexec in its place, where one tool for all machines is worth the change.",
        ignore="When the tool is what the distribution or image ships. The rule is off by default.",
    ),
    check=_check,
    default=False,
)
