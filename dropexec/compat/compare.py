"""Hold the catalogue's claims against what a recording observed: agree, disagree or inconclusive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.compat.builds import build_of
from dropexec.compat.load import catalogue
from dropexec.compat.observation import Observation, observe
from dropexec.compat.values import JSONValue, Value, json_value, show_value
from dropexec.compat.versions import Version
from dropexec.recording.document import check_format

if TYPE_CHECKING:
    from dropexec.compat.model import Behaviour, Catalogue, Claim, Implementation, ReleaseClaims

AGREE, DISAGREE, INCONCLUSIVE = "agree", "disagree", "inconclusive"


@dataclass(frozen=True)
class Comparison:
    """One behaviour's verdict; ``claimed`` and ``observed`` as JSON has them, ``reason`` in words."""

    behaviour: str
    verdict: str
    claimed: JSONValue
    observed: JSONValue
    reason: str


def check_recording(recording: Mapping[str, object]) -> list[Comparison]:
    """Return a comparison for each behaviour that the recording's scenario is about.

    The claims are this package's. A tool or release that the catalogue does not hold gives one inconclusive
    comparison a behaviour. Raises ValueError for a mapping that is no recording.
    """
    return compare(catalogue(), recording)


def compare(known: Catalogue, recording: Mapping[str, object]) -> list[Comparison]:
    """Return what check_recording() does, by the catalogue ``known``."""
    check_format(recording)
    claims, unknown = claims_for(known, recording)
    comparisons = []
    for behaviour in known.behaviours.values():
        observation = observe(behaviour, recording)
        if observation is None:
            continue
        if claims is None:
            comparisons.append(
                Comparison(behaviour.id, INCONCLUSIVE, None, json_value(observation.value), unknown)
            )
        else:
            comparisons.append(_judge(behaviour, claims[behaviour.id], observation))
    return comparisons


def owner(known: Catalogue, recording: Mapping[str, object]) -> tuple[str, ReleaseClaims | None]:
    """Return the implementation and the release that the recording is of: "" and None where there is none."""
    claims, _ = claims_for(known, recording)
    for item in known.implementations.values():
        for part in item.ranges:
            if claims is not None and part.release is claims.release:
                return item.name, part
    return "", None


def claims_for(known: Catalogue, recording: Mapping[str, object]) -> tuple[ReleaseClaims | None, str]:
    """Return the claims for the recording's tool, or None and why there are none.

    A tool is known by ``implementation``, a catalogue name, where the recording gives one (a build that no
    package has), else by its name and package; ``variant`` names a build that the catalogue holds apart.
    """
    tool = recording.get("tool")
    if not isinstance(tool, Mapping):
        raise ValueError("not a recording: tool is missing")
    package, _, packaged = str(tool.get("package") or "").partition(" ")
    name = str(tool.get("implementation") or tool.get("name") or "")
    argv = recording.get("argv")
    if name == "su" and isinstance(argv, list) and {"-P", "--pty"} & set(map(str, argv)):
        name = "su --pty"
    implementation = _implementation(known, name, package)
    if implementation is None:
        return None, f"the catalogue has no implementation called {name!r} (package: {package or 'none'})"
    version = packaged if packaged and package in implementation.packages else str(tool.get("version") or "")
    try:
        release = Version(version)
    except ValueError:
        return None, f"the recording does not say which release of {implementation.name} it is about"
    variant = str(tool["variant"]) if tool.get("variant") else build_of(implementation, version, package)
    claims = implementation.at(release, variant)
    return claims, "" if claims else f"the catalogue holds no release {version} of {implementation.name}"


def _implementation(known: Catalogue, name: str, package: str) -> Implementation | None:
    if name in known.implementations:
        return known.implementations[name]
    named = [item for item in known.implementations.values() if name in item.commands]
    packaged = [item for item in named if package in item.packages]
    candidates = packaged or ([] if package else named)
    return candidates[0] if len(candidates) == 1 else None


def _judge(behaviour: Behaviour, claim: Claim, observation: Observation) -> Comparison:
    claimed, observed = json_value(claim.value), json_value(observation.value)
    if not observation.known and _too_late(behaviour, claim, observation):
        verdict = DISAGREE
        reason = f"claimed {show_value(claim.value)} ({claim.evidence.value}), observed {observation.reason}"
    elif not observation.known:
        verdict, reason = INCONCLUSIVE, observation.reason
    elif not claim.known:
        verdict, reason = (
            INCONCLUSIVE,
            f"the catalogue does not know; observed {show_value(observation.value)}",
        )
    elif _same(behaviour, claim.value, observation.value):
        verdict, reason = AGREE, ""
    elif behaviour.rare and observation.value is False:
        verdict, reason = INCONCLUSIVE, "not seen in this recording, which proves nothing"
    else:
        verdict = DISAGREE
        said, seen = show_value(claim.value), show_value(observation.value)
        reason = f"claimed {said} ({claim.evidence.value}), observed {seen}"
    return Comparison(behaviour.id, verdict, claimed, observed, reason)


def _too_late(behaviour: Behaviour, claim: Claim, observation: Observation) -> bool:
    """Tell whether what is claimed to come had not come when it should have."""
    if not claim.known or observation.at_least is None or not isinstance(claim.value, float):
        return False
    return claim.value + behaviour.tolerance < observation.at_least


def _same(behaviour: Behaviour, claimed: Value, observed: Value) -> bool:
    if behaviour.type == "seconds" and isinstance(claimed, float) and isinstance(observed, float):
        return abs(claimed - observed) <= behaviour.tolerance
    return claimed == observed
