"""The closed list of outcomes: what a tool does to a service, in one word."""

from __future__ import annotations

TRANSPARENT = "transparent"
FORWARDS = "forwards-and-waits"
MISREPORTS = "waits-but-misreports"
TRANSLATES = "translates-signal"
KILLS = "kills-slow-shutdown"
RESTARTS = "restarts-target"
ENDS_FIRST = "ends-first"
NEVER_TOLD = "never-told"
LOSES = "loses-signal"
ORPHANS = "orphans-target"
INCONCLUSIVE = "inconclusive"
UNKNOWN = "unknown"

#: The closed list of outcomes, best first, and what each means. A recording that does not tell is
#: inconclusive; of what nobody has looked at, the catalogue says that it is unknown.
OUTCOMES = {
    TRANSPARENT: "the tool has become the target; whatever is sent to it, the target gets",
    FORWARDS: "the tool stays, forwards the signal, waits as long as was watched, and ends as the target did",
    MISREPORTS: "the target ends by itself, but the tool's own end says otherwise",
    TRANSLATES: "the tool stays, and sends the target another signal than the one that it was sent",
    KILLS: "the tool forces the end of the target after a grace period of its own",
    RESTARTS: "the tool starts the target again after it has ended",
    ENDS_FIRST: "the tool ends before the target, which ends soon after; nobody waits for it",
    NEVER_TOLD: "the target inherits the signal ignored or blocked, and misses it unless it undoes that",
    LOSES: "the tool stays and the signal goes no further",
    ORPHANS: "the tool ends and the target lives on",
    INCONCLUSIVE: "the recording does not tell",
    UNKNOWN: "nobody has looked",
}
