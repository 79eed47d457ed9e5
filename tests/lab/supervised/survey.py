"""Many trials at once: they wait most of the time, and none knows of the others."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Union

from tests.lab.process import LabError
from tests.lab.supervised import trial
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.catalogue import LAUNCHERS, MANAGERS
from tests.lab.supervised.facts import Facts

_AT_ONCE = 4

#: What was found, by the names of the supervisor and the launcher.
Results = dict[tuple[str, str], Union[Facts, LabError]]


def survey(names: Sequence[str], built: Artefacts) -> Results:
    """Try each of these supervisors with each launcher; the results by their names, in that order."""
    keys = [(name, launcher) for name in names for launcher in LAUNCHERS]

    def observe(key: tuple[str, str]) -> Facts | LabError:
        name, launcher = key
        try:
            return trial.run(MANAGERS[name](launcher, built))
        except LabError as error:
            return error

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = {key: pool.submit(observe, key) for key in keys}
        try:
            return {key: future.result() for key, future in found.items()}
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
