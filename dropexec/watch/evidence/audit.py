"""The audit log: who called kill(2), if a rule stood then; audit.rules(7). No rule is made here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dropexec.watch.clock import rfc3339
from dropexec.watch.escape import visible
from dropexec.watch.evidence.finding import Finding, Wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LOG = "/var/log/audit/audit.log"
KNOWS = "the sender and its executable, if a rule for kill(2) and its like stood then"

_STAMP = re.compile(r"msg=audit\((\d+)\.(\d{3}):(\d+)\)")
_FIELD = re.compile(r'(\w+)=("[^"]*"|\S+)')
_NAMES = ("comm", "ocomm", "exe")
_MOST_BYTES = 64 * 1024 * 1024


def search(wanted: Wanted, path: str = LOG) -> Finding:
    """Return the calls that signalled the target."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _MOST_BYTES))
            return Finding("audit log", KNOWS, tuple(lines(file, wanted)))
    except FileNotFoundError:
        return Finding("audit log", KNOWS, (), f"there is no {path}: auditd does not run")
    except OSError as error:
        return Finding("audit log", KNOWS, (), f"{path}: {error.strerror}")


def lines(log: Iterable[str], wanted: Wanted) -> Iterator[str]:
    """Yield a line for each call: its SYSCALL record has the sender, its OBJ_PID record the target."""
    senders: dict[str, dict[str, str]] = {}
    for line in log:
        stamp = _STAMP.search(line)
        if stamp is None:
            continue
        fields = {name: _text(name, value) for name, value in _FIELD.findall(line)}
        number = stamp.group(3)
        if fields.get("type") == "SYSCALL":
            senders = {number: fields}  # an event's records are written together
        elif fields.get("type") == "OBJ_PID" and number in senders:
            when = int(stamp.group(1)) * 1_000_000_000 + int(stamp.group(2)) * 1_000_000
            target = fields.get("opid", "")
            if when >= wanted.since and wanted.means(_number(target), fields.get("ocomm")):
                yield _described(when, senders[number], fields)


def _described(when: int, sender: dict[str, str], target: dict[str, str]) -> str:
    who = f"{visible(sender.get('comm', '?'))}[{sender.get('pid', '?')}]"
    whom = f"{visible(target.get('ocomm', '?'))}[{target.get('opid', '?')}]"
    return (
        f"{rfc3339(when)} {whom} was signalled by {who}"
        f" uid={sender.get('uid', '?')} login={sender.get('auid', '?')} exe={visible(sender.get('exe', '?'))}"
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _text(name: str, value: str) -> str:
    """Return a field's value without its quotes.

    A name that holds a blank, a quote or a control character is in hexadecimal, without quotes;
    kernel/audit.c, audit_log_n_untrustedstring().
    """
    if value.startswith('"'):
        return value.strip('"')
    if name in _NAMES:
        try:
            return bytes.fromhex(value).decode("utf-8", "surrogateescape")
        except ValueError:  # (null)
            pass
    return value
