"""A probe's trace of the kernel's signals is its own: others leave it alone, and it leaves nothing."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest

from dropexec.probe import kernel, tracing
from tests.lab.collection import PROJECT

pytestmark = [pytest.mark.root, pytest.mark.lab]

ANOTHER = """
from dropexec.probe.tracing import Trace, Untraceable
try:
    with Trace():
        print("traced")
except Untraceable as reason:
    print(reason)
"""


def test_a_probe_in_a_pid_namespace_leaves_the_traces_of_others_alone() -> None:
    """There, the PID in the name of a trace is nobody's."""
    unshare = ["unshare", "--pid", "--fork", "--mount-proc", sys.executable, "-c", ANOTHER]
    try:
        with tracing.Trace() as trace:
            done = subprocess.run(unshare, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=True)
            trace.stop()
    except tracing.Untraceable as reason:
        pytest.skip(str(reason))
    assert done.stdout == "this process is in a PID namespace, the kernel's trace is not\n"


def instances() -> int:
    """Return a descriptor of the directory of all traces."""
    try:
        mount = kernel.detached_mount(b"tracefs")
    except OSError as error:
        pytest.skip(f"tracefs: {error}")
    try:
        return os.open("instances", os.O_RDONLY | os.O_DIRECTORY, dir_fd=mount)
    finally:
        os.close(mount)


def test_a_trace_that_another_probe_has_removed_is_no_defect() -> None:
    """One that starts at the same moment may take it for a dead one's, before it is locked."""
    try:
        with tracing.Trace() as trace:
            os.rmdir(trace._name, dir_fd=trace._root)
    except tracing.Untraceable as reason:
        pytest.skip(str(reason))
    assert (trace._here, trace._root) == (-1, -1)


@pytest.mark.parametrize("code", [errno.ENOENT, errno.ENODEV])
def test_a_trace_whose_files_are_those_of_one_that_is_gone_is_made_again(
    monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """As the kernel has it now and then, while many are made and removed."""
    directory = instances()
    names: list[str] = []
    lock = tracing.Trace._lock

    def gone_twice(self: tracing.Trace, name: str, kind: int) -> int:
        if name in os.listdir(directory) and name == self._name:
            names.append(name)
            if len(names) <= 2:
                raise OSError(code, os.strerror(code))
        return lock(self, name, kind)

    monkeypatch.setattr(tracing.Trace, "_lock", gone_twice)
    with tracing.Trace():
        assert [name in os.listdir(directory) for name in names] == [False, False, True]
    assert not set(names) & set(os.listdir(directory))
    os.close(directory)
