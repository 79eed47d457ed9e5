"""Claims as the evidence section shows them: equal ones of several release stretches are one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.compat.model import Claim, Implementation


@dataclass(frozen=True)
class Shared:
    """A claim and the release stretches that it is true of; no stretch named: all of them."""

    claim: Claim
    versions: tuple[str, ...]


def shared_claims(implementation: Implementation) -> Iterator[Shared]:
    """Yield each claim of ``implementation`` once, by behaviour and then by release."""
    for index in range(len(implementation.ranges[0].claims)):
        stretches: dict[Claim, list[str]] = {}
        for part in implementation.ranges:
            stretches.setdefault(part.claims[index], []).append(part.release.versions)
        for claim, versions in stretches.items():
            yield Shared(claim, () if len(stretches) == 1 else tuple(versions))
