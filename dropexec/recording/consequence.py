"""The sentence that goes with an outcome: what it means for a service, with the numbers of the recording.

The keys are the words of ``dropexec.recording.outcome``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.recording.ending import described

if TYPE_CHECKING:
    from dropexec.recording.facts import Facts
    from dropexec.recording.scenario import Scenario


def _seconds(facts: Facts, name: str) -> str:
    return f"{facts.values[name]:.1f} s" if facts.known(name) else "some time"


def _received(facts: Facts) -> str:
    return " and ".join(facts.values["target_receives"]) if facts.known("target_receives") else "some signal"


def _transparent(scenario: Scenario, facts: Facts, tool: str) -> str:
    if scenario.many:
        return f"none {_starts(facts)} left anything running: {tool} is the service's own process"
    if scenario.stops:
        return (
            f"{tool} is out of the way: the service gets SIGTERM itself, has all of your TimeoutStopSec=300, "
            "and its exit status is its own"
        )
    return f"{tool} is out of the way: {scenario.signal} goes to the service itself"


def _forwards(scenario: Scenario, facts: Facts, tool: str) -> str:
    if not scenario.stops:
        return f"{scenario.signal} to {tool} reaches the service, as {_received(facts)}"
    if scenario.response.prompt:
        return (
            f"the service gets SIGTERM, ends at once, and {tool} ends as it does; what happens to a slower "
            "one, the scenario slow tells"
        )
    took = _seconds(facts, "unforced_seconds")
    return f"the service gets SIGTERM, has the {took} that it takes, and {tool} ends as it does"


def _misreports(scenario: Scenario, facts: Facts, tool: str) -> str:
    return (
        f"the service {described(facts.values['target_end'])}, but your supervisor is told that {tool} "
        f"{described(facts.values['tool_end'])}"
    )


def _translates(scenario: Scenario, facts: Facts, tool: str) -> str:
    return f"{scenario.signal} to {tool} reaches the service as {_received(facts)}"


def _kills(scenario: Scenario, facts: Facts, tool: str) -> str:
    grace = _seconds(facts, "grace_seconds")
    signal = facts.values["escalates_to"] if facts.known("escalates_to") else "a signal"
    ended = facts.known("target_end") and facts.values["target_end"] != {"signal": signal}
    killed = "the service is killed" if signal == "SIGKILL" else f"the service is sent {signal}"
    if not scenario.stops:
        fate = f"{signal} follows" if ended else killed
        return f"{scenario.signal} to {tool} is the end of the service: {fate} {grace} later"
    fate = f"{signal} follows {grace} after SIGTERM" if ended else f"{killed} {grace} after SIGTERM"
    if facts.known("target_receives") and facts.values["target_receives"] in ([], ["SIGKILL"]):
        fate += ", without having been told to stop"
    return f"your TimeoutStopSec=300 is not honoured: {fate}{'; this one had ended by then' * ended}"


def _restarts(scenario: Scenario, facts: Facts, tool: str) -> str:
    return f"{tool} starts the service again after it has ended: it is up when it should be stopped"


def _ends_first(scenario: Scenario, facts: Facts, tool: str) -> str:
    return (
        f"{tool} is gone before the service has ended: your supervisor believes it stopped, and a slower one "
        "would be left behind"
    )


def _never_told(scenario: Scenario, facts: Facts, tool: str) -> str:
    ignored = facts.known("inherits_ignored") and scenario.signal in facts.values["inherits_ignored"]
    return (
        f"{tool} starts the service with {scenario.signal} {'ignored' if ignored else 'blocked'}: unless the "
        "service changes that itself, it never notices the signal"
    )


def _loses(scenario: Scenario, facts: Facts, tool: str) -> str:
    if scenario.many:
        return f"{facts.values['attempts']['lost']} {_starts(facts)} went on as if nobody had stopped them"
    return (
        f"{scenario.signal} to {tool} does nothing: the service hears nothing of it in the "
        f"{_seconds(facts, 'watched_seconds')} that were watched"
    )


def _orphans(scenario: Scenario, facts: Facts, tool: str) -> str:
    if scenario.many:
        return (
            f"{facts.values['attempts']['orphaned']} {_starts(facts)} left the service running with no "
            f"supervisor: {tool} died before it was ready to hand the signal on"
        )
    gone = _seconds(facts, "tool_seconds")
    if not facts.known("target_receives"):
        fate = "whether it was told to stop is not known"
    elif facts.values["target_receives"]:
        fate = "it was told to stop, but nobody waits for it"
    else:
        fate = "it got no signal at all"
    return (
        f"{tool} is gone {gone} after {scenario.signal} and the service lives on without a supervisor: {fate}"
    )


def unproven(facts: Facts) -> str:
    """Return what a race says that nobody lost."""
    return f"none {_starts(facts)} left the service running, which does not prove that none ever will"


def _starts(facts: Facts) -> str:
    count = sum(facts.values["attempts"].values())
    return f"of {count} starts that were stopped within 10 ms"


SENTENCES = {
    "transparent": _transparent,
    "forwards-and-waits": _forwards,
    "waits-but-misreports": _misreports,
    "translates-signal": _translates,
    "kills-slow-shutdown": _kills,
    "restarts-target": _restarts,
    "ends-first": _ends_first,
    "never-told": _never_told,
    "loses-signal": _loses,
    "orphans-target": _orphans,
}
