"""The capability sets that the target of a Plan starts with (capabilities(7))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.launcher.capability import Capabilities

if TYPE_CHECKING:
    from dropexec.launcher.plan import Plan


def after_exec(plan: Plan) -> Capabilities:
    """Return the sets of the target as masks, for a file without file capabilities and set-ID bits.

    For a uid other than 0 what stays is the ambient set.  For uid 0 the kernel treats every file as if it
    had all capabilities, bounded by the bounding set (capabilities(7), "Capabilities and execution of
    programs by root").
    """
    before = plan.caller.capabilities
    bounding = plan.bounding_left
    if plan.account.uid != 0:
        kept = plan.ambient
        return Capabilities(ambient=kept, bounding=bounding, effective=kept, inheritable=kept, permitted=kept)
    inheritable = before.inheritable | plan.ambient
    ambient = before.ambient | plan.ambient
    permitted = inheritable | bounding | ambient
    return Capabilities(
        ambient=ambient, bounding=bounding, effective=permitted, inheritable=inheritable, permitted=permitted
    )
