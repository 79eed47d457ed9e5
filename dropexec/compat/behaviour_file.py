"""behaviours.toml: the closed list of questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.compat.model import Behaviour
from dropexec.compat.values import TYPES

if TYPE_CHECKING:
    from dropexec.compat.schema import Table

FORMS = ("exec", "plain", "redirect")
"""How the probe writes the command for a shell: ``exec CMD``, ``CMD``, ``CMD >file``."""


def read_behaviours(root: Table) -> dict[str, Behaviour]:
    """Return the closed list of behaviours by id, in the file's order; raises CatalogueError."""
    behaviours: dict[str, Behaviour] = {}
    for table in root.tables("behaviour"):
        behaviour = Behaviour(
            id=table.text("id"),
            question=table.text("question"),
            type=table.choice("type", TYPES),
            observed=table.text("observed"),
            choices=table.texts("choices", ()),
            nullable=table.flag("nullable"),
            rare=table.flag("rare"),
            tolerance=table.number("tolerance"),
            fact=table.text("fact", "") or None,
            scenarios=table.texts("scenarios", ()),
            form=table.choice("form", FORMS) if "form" in table else "exec",
            shell=table.text("shell", "") or None,
        )
        table.finish()
        if (behaviour.type == "choice") != bool(behaviour.choices):
            raise table.error("choices", "wanted for type choice, and only there")
        if behaviour.fact and not behaviour.scenarios:
            raise table.error("scenarios", "missing, though there is a fact")
        if behaviour.id in behaviours:
            raise table.error("id", f"{behaviour.id!r} is there twice")
        behaviours[behaviour.id] = behaviour
    root.finish()
    return behaviours
