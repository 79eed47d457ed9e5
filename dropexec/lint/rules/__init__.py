"""The rules: one file each, named after its id; the order is that of reports on one place."""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dropexec.lint.rule import Rule

IDS = (
    "su-in-exec",
    "runuser-in-exec",
    "sudo-in-exec",
    "sudo-in-entrypoint",
    "su-login",
    "shell-stays",
    "stop-timeout-ignored",
    "stop-not-delivered",
    "reload-lost",
    "notify-lost",
    "env-lost",
    "limits-conf",
    "no-exec",
    "pid-of-su",
    "pid-of-subshell",
    "su-background",
    "second-daemon",
    "kill-by-name",
    "kill-pidfile",
    "upstart-expect",
    "shell-form-entrypoint",
    "pipe-in-run",
    "crlf-script",
    "su-redundant",
    "sudo-escalates",
    "user-may-be-empty",
    "nologin-shell",
    "su-ambiguous",
    "su-stdin",
    "pam-needed",
    "exec-tool",
    "user-directive",
    "daemon-user",
    "unused-ignore",
)

OFF = frozenset(("exec-tool", "user-directive", "daemon-user"))
"""The rules that are off unless somebody names them; known here, since the rules take a while to import."""


@functools.cache
def rules() -> tuple[Rule, ...]:
    """Return every rule, in the order of IDS."""
    return tuple(_load(name) for name in IDS)


def _load(name: str) -> Rule:
    module = importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
    rule: Rule = module.RULE
    return rule


class UnknownRuleError(LookupError):
    """No rule has that id; the message is one line."""


def known(name: str) -> str:
    """Return an id that is one; raises UnknownRuleError."""
    if name not in IDS:
        import difflib

        near = difflib.get_close_matches(name, IDS, n=1)
        hint = f"did you mean {near[0]}?" if near else "--list-rules lists them"
        raise UnknownRuleError(f"no rule is called {name!r}; {hint}")
    return name


def rule(name: str) -> Rule:
    """Return the rule of an id; raises UnknownRuleError."""
    return _load(known(name))
