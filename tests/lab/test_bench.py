from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.lab.bench import Bench, ProbeFailure
from tests.lab.roots import debian
from tests.lab.roots.debian import RootError
from tests.lab.roots.release import Release
from tests.lab.specimen import Specimen

SU = Specimen("bookworm", "util-linux-su", "su", ("slow",))


def test_a_root_that_cannot_be_built_fails_each_of_its_specimens(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    @contextmanager
    def root(release: Release) -> Iterator[Path]:
        asked.append(release.suite)
        raise RootError("no space left")
        yield Path()

    monkeypatch.setattr(debian, "root", root)
    with Bench() as bench:
        results = [bench.submit(SU), bench.submit(Specimen("bookworm", "sudo", "sudo", ("slow",)))]
        for result in results:
            with pytest.raises(RootError, match="no space left"):
                result.result()
    assert asked == ["bookworm"]


@pytest.fixture
def debian_12() -> None:
    """A skip where no root can be built."""
    reason = debian.missing()
    if reason is not None:
        pytest.skip(reason)


@pytest.mark.root
@pytest.mark.lab
@pytest.mark.timeout(900)
def test_a_probe_that_fails_says_what_the_probe_said(debian_12: None) -> None:
    with Bench() as bench, pytest.raises(ProbeFailure) as failure:
        bench.submit(Specimen("bookworm", "su-exec", "su-exec", ("slow",))).result()
    assert str(failure.value).startswith(
        "bookworm-su-exec: status 1: cannot probe su-exec: it is not installed (looked for su-exec in /usr/"
    )


@pytest.mark.root
@pytest.mark.lab
@pytest.mark.timeout(900)
def test_who_leaves_the_bench_leaves_nothing_running(debian_12: None) -> None:
    def sessions() -> list[bytes]:
        found = []
        for name in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                found.append(Path("/proc", name, "cmdline").read_bytes())
        return [line for line in found if b"tests/lab/session.py" in line and b'"stubborn", "tty"' in line]

    with Bench() as bench:
        result = bench.submit(Specimen("bookworm", "sudo", "sudo", ("stubborn", "tty")))
        # For as long as its root takes to be built, which may be minutes.
        while not sessions():
            assert not result.done()
    with pytest.raises(ProbeFailure, match="status -15"):
        result.result()
    # What the session had started ends by itself when the session is gone: until the test's own timeout.
    while sessions():
        pass
