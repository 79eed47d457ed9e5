"""The launcher, the target and the machines are those of the lab of supervisors."""

from __future__ import annotations

from tests.lab.supervised.conftest import built, machines

__all__ = ["built", "machines"]
