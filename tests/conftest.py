"""What every test may rely on: root or a visible skip, scratch accounts, hypothesis profiles."""

from __future__ import annotations

import contextlib
import functools
import inspect
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import dropexec
from tests import accounts, skips
from tests.native import toolchain

ROOT = Path(__file__).resolve().parents[1]

# No deadline: how long an example takes says more about the machine than about the code.
settings.register_profile("dev", max_examples=100, deadline=None)
settings.register_profile("ci", max_examples=500, deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "nightly", max_examples=20_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to test another copy, and take back the signals that a script's & or nohup(1) has made ignored.

    The launchers under test would inherit them.
    """
    if config.getoption("launcher") is None and config.getoption("dist") is None:
        _require_checkout()
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    with contextlib.suppress(ImportError):  # where a launcher alone is installed there is no click
        _separate_outputs()


def _separate_outputs() -> None:
    """Let click 8.1, which is Python 3.9's, keep a command's outputs apart as 8.2 does."""
    from click.testing import CliRunner, Result

    if "mix_stderr" in inspect.signature(CliRunner.__init__).parameters:
        setattr(CliRunner, "__init__", functools.partialmethod(CliRunner.__init__, mix_stderr=False))
        setattr(Result, "output", property(lambda result: result.stdout + result.stderr))


def _require_checkout() -> None:
    """Raise UsageError where the tests, or an isolated interpreter of theirs, import another dropexec."""
    code = "import importlib.util as u; s = u.find_spec('dropexec'); print(s and s.origin)"
    isolated = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    for origin in (str(dropexec.__file__), isolated.stdout.strip()):
        if Path(origin).resolve() != ROOT / "dropexec/__init__.py":
            raise pytest.UsageError(
                f"cannot test this checkout: {sys.executable} imports dropexec from {origin}; "
                "run pip install -e '.[test]' with it"
            )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--launcher",
        type=Path,
        metavar="PATH",
        help="hold the contract (tests/contract) against this executable alone",
    )
    parser.addoption(
        "--root", type=Path, metavar="DIR", help="with --launcher: a root that has nothing but it, at PATH"
    )
    parser.addoption("--dist", type=Path, metavar="DIR", help="look at this release (tests/release)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    needy = {Path(__file__).parent / name for name in ("contract", "native")}
    for item in items:
        if not needy.isdisjoint(item.path.parents):
            item.add_marker(pytest.mark.root)
        if os.geteuid() != 0 and item.get_closest_marker("root"):
            item.add_marker(pytest.mark.skip(reason="needs root"))


NOT_HERE = (
    "su-exec is not installed",
    "busybox-su is not installed",
    "dropexec is not installed",
    "not verified here: CPython 3.10",
    "not verified here: CPython 3.12",
    "packaging/build wants a checkout",
)
"""What may skip even so: Debian 12 has neither of the first two and no such Pythons, the tests put no
dropexec on PATH, and what lies in the roots of other releases is an export."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what this machine lacks; list what was skipped where nothing may be."""
    reports = terminalreporter.stats.get("skipped", [])
    reasons = [str(report.longrepr[2]) for report in reports if isinstance(report.longrepr, tuple)]
    line = skips.summary(reasons)
    if line is not None:
        terminalreporter.write_line(line)
    for report in _skipped(terminalreporter):
        terminalreporter.write_line(f"must not skip here: {report.nodeid}: {report.longrepr}", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and _skipped(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _skipped(reporter: pytest.TerminalReporter) -> list[pytest.TestReport]:
    """Return the skipped tests where DROPEXEC_NO_SKIPS says that this machine has everything."""
    if not os.environ.get("DROPEXEC_NO_SKIPS"):
        return []
    return [
        report
        for report in reporter.stats.get("skipped", [])
        if not any(reason in str(report.longrepr) for reason in NOT_HERE)
    ]


@pytest.fixture(scope="session")
def world() -> Iterator[Path]:
    """A directory that every user may enter and read, below none that they may not."""
    path = Path(tempfile.mkdtemp(prefix="dropexec-tests-", dir="/tmp"))
    os.chmod(path, 0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def native(world: Path) -> Path:
    """The native launcher against this machine's C library."""
    return toolchain.dynamic(world)


@pytest.fixture(scope="session")
def static(world: Path) -> Path:
    """The native launcher with musl, which reads the account files itself."""
    return toolchain.static(world)


@pytest.fixture(scope="session")
def scratch_accounts(world: Path) -> None:
    """The accounts of tests/accounts.py, for this process and its children."""
    accounts.install(world)
