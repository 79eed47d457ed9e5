"""Run commands in turn and compare them: order shuffled each round, medians, ratios within one run."""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

WARM_UP = 3
"""Rounds that are run and not counted: they fill the caches of the file system."""

Command = Sequence[str]


def wall(argv: Command, environment: Mapping[str, str]) -> float:
    """Run a command and return how long it took, in seconds.

    posix_spawn does not copy this process, whose size would otherwise be part of the result.  Raises
    RuntimeError when the command does not end with status 0.
    """
    null = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
    ]
    start = time.perf_counter()
    pid = os.posix_spawn(argv[0], list(argv), dict(environment), file_actions=null)
    _, status = os.waitpid(pid, 0)
    ended = time.perf_counter()
    if status != 0:
        raise RuntimeError(f"{' '.join(argv)}: status {os.waitstatus_to_exitcode(status)}")
    return ended - start


def peak(spawner: Path, argv: Command, environment: Mapping[str, str]) -> float:
    """Run a command below the compiled peak.c and return its peak memory in KiB, with all that it became."""
    ended = subprocess.run([spawner, *argv], env=dict(environment), check=True, stdout=subprocess.PIPE)
    return float(ended.stdout.splitlines()[-1])


def medians(
    commands: Mapping[str, Command], rounds: int, one: Callable[[Command], float]
) -> dict[str, float]:
    """Return the median of what ``one`` says of each command over the rounds."""
    samples: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(WARM_UP + rounds):
        order = list(commands)
        random.shuffle(order)
        for name in order:
            sample = one(commands[name])
            if number >= WARM_UP:
                samples[name].append(sample)
    return {name: statistics.median(found) for name, found in samples.items()}
