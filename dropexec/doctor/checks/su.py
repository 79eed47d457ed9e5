"""Which su this host has, and what it does to a service on stop."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dropexec.doctor.check import FAIL, UNKNOWN, WARN, Check, Finding, Result, conclude
from dropexec.doctor.errors import CannotLookError
from dropexec.doctor.text import path_shown

if TYPE_CHECKING:
    from dropexec.compat.identify import Here
    from dropexec.doctor.host import Host


def _look(host: Host) -> Result:
    from dropexec.compat.identify import UnidentifiedError, identify
    from dropexec.compat.load import catalogue
    from dropexec.compat.outcome import consequence

    try:
        here = identify(catalogue(), host.root, **({} if host.running else {"ask": lambda _: ""}))
    except UnidentifiedError as error:
        return _unidentified(str(error))
    row = here.row
    package = f" of package {here.package}" if here.package else ""
    return conclude(
        _probed(host),
        f"{path_shown(here.path)}{package} is {row.implementation} {row.version} "
        f"({row.distribution} {row.release}): {consequence(here.claims)}",
        **_details(here),
    )


def _unidentified(reason: str) -> Result:
    if reason.startswith("there is no su"):
        return conclude([], reason)
    return conclude([Finding(WARN, f"{reason}; dropexecctl compat probe finds out what it does")], "")


def _details(here: Here) -> dict[str, Any]:
    from dropexec.compat.outcome import consequence, outcome

    row = here.row
    return {
        "distribution": row.distribution,
        "release": row.release,
        "path": here.path,
        "package": here.package,
        "implementation": row.implementation,
        "version": row.version,
        "outcome": outcome(here.claims),
        "grace_seconds": here.claims["grace_seconds"].value,
        "consequence": consequence(here.claims),
    }


def _probed(host: Host) -> list[Finding]:
    """Run the su over a witness, and return where it does not do what the catalogue says."""
    from dropexec.compat.compare import check_recording

    try:
        recordings = host.probe() if host.probe else []
    except CannotLookError as error:
        return [Finding(UNKNOWN, str(error))]
    return [
        Finding(
            FAIL,
            f"su does not do what the catalogue says: {one.behaviour} is {json.dumps(one.observed)}, claimed "
            f"was {json.dumps(one.claimed)}; believe what was seen, and tell whoever keeps the catalogue",
            {"behaviour": one.behaviour, "claimed": one.claimed, "observed": one.observed},
        )
        for recording in recordings
        for one in check_recording(recording)
        if one.verdict == "disagree"
    ]


CHECK = Check(
    "su",
    "The su of this host is one that the catalogue does not know, or does on stop what it does not say.",
    running=False,
    look=_look,
)
