"""Waiting for what cannot be waited for."""

from __future__ import annotations

import time
from typing import Callable

from tests.lab.process import LabError

_BETWEEN = 0.05


def until(what: Callable[[], bool], seconds: float, complaint: str) -> None:
    """Ask `what` until it says yes, where there is nothing to poll(2) on: files, programs.

    Raises LabError, which begins with `complaint`, after `seconds`.
    """
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            raise LabError(f"{complaint} within {seconds:.0f} s")
        time.sleep(_BETWEEN)
