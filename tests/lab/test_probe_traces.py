"""A probe's trace of the kernel's signals is its own: others leave it alone, and it leaves nothing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from dropexec.probe import tracing
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


def test_a_trace_that_another_probe_has_removed_is_no_defect() -> None:
    """One that starts at the same moment may take it for a dead one's, before it is locked."""
    try:
        with tracing.Trace() as trace:
            os.rmdir(trace._name, dir_fd=trace._root)
    except tracing.Untraceable as reason:
        pytest.skip(str(reason))
    assert (trace._here, trace._root) == (-1, -1)
