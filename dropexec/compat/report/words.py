"""The words that every form of the report explains itself with."""

from __future__ import annotations

TITLE = "What su does to a service on stop"

_STOP = (
    "A supervisor that started a service through su, or one of its peers, knows the tool's process, and "
    "sends SIGTERM to it. What reaches the service, how long it then has, and how its end is reported "
    "depends on which program the distribution ships, and in which release."
)
_CONDITIONS = (
    "Unless a heading says otherwise: a target user other than root, no terminal, the command given as "
    "`exec COMMAND` where the tool runs a shell, and one SIGTERM to the tool alone."
)
INTRODUCTION = (_STOP, _CONDITIONS)

EVIDENCE = {
    "probed": "a recording of a run of one of these releases, kept with the catalogue",
    "source": "read in the source that is named",
    "reported": "a document, package list or run without a recording says so",
    "unverified": "not checked; the note says what would settle it",
}
