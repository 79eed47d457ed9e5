"""Whether somebody who asks who killed a service will get an answer on this host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dropexec.doctor.check import UNKNOWN, WARN, Check, Finding, Result, conclude

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.doctor.host import Host

RECORDER = "/sys/fs/bpf/dropexec/signal_generate"
"""The recorder's program, pinned: while it is there, every signal is recorded."""


def _look(host: Host) -> Result:
    found = host.engines()
    armed = host.inside(RECORDER).exists()
    rules, audit = _audit(host)
    working = [name for name, reason in found.items() if reason is None]
    findings = [*_engines(host, found), *audit]
    sees = (
        f"watch sees signals with {working[0]}" if working else "no engine of watch works in this container"
    )
    recorder = "a recorder is armed" if armed else "no recorder is armed"
    return conclude(findings, f"{sees}; {recorder}", engines=found, recorder_armed=armed, audit_rules=rules)


def _engines(host: Host, found: dict[str, str | None]) -> Iterator[Finding]:
    reasons = list(dict.fromkeys(reason for reason in found.values() if reason))
    if None in found.values() or host.contained():
        return
    status = WARN if host.uid == 0 else UNKNOWN
    yield Finding(status, f"no engine of watch works here: {'; '.join(reasons)}", {"fault": "engine"})


def _audit(host: Host) -> tuple[dict[str, Any] | None, list[Finding]]:
    """Return what rules there are, None where the kernel does not say, and what is wrong with them."""
    from dropexec.doctor import auditrules

    try:
        rules = host.audit_rules()
    except OSError:
        return None, []
    blind, slowing = auditrules.blind(rules), auditrules.slowing(rules)
    counts = {"rules": len(rules), "blind": blind, "slowing": slowing}
    if blind and slowing:
        what = (
            f"an audit rule (-a never,task) keeps the {slowing} rules on system calls from recording anything"
        )
        cure = "take it out of /etc/audit/rules.d, or the others"
        return counts, [Finding(WARN, f"{what}; {cure}", {"fault": "audit-blind"})]
    if slowing:
        what = f"{slowing} audit rules on system calls make every call of every process up to twice as slow"
        cure = "keep those alone that somebody reads: auditctl -l"
        return counts, [Finding(WARN, f"{what}; {cure}", {"fault": "audit-slow"})]
    return counts, []


CHECK = Check(
    "who-killed",
    "Nobody could tell who killed a service, because no engine of dropexecctl watch works here, or audit "
    "rules blind or slow the host.",
    running=True,
    look=_look,
)
