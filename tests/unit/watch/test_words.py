"""Small things: durations, terminals, times, the log."""

from __future__ import annotations

import socket
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.watch.clock import rfc3339
from dropexec.watch.duration import seconds
from dropexec.watch.errors import WatchError
from dropexec.watch.syslog import Syslog
from dropexec.watch.terminal import tty_name


@pytest.mark.parametrize(("text", "expected"), [("10s", 10.0), ("5m", 300.0), ("2h", 7200.0), ("0.5s", 0.5)])
def test_a_duration_is_a_number_and_a_unit(text: str, expected: float) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["", "10", "s", "-1s", "1d", "1 s", "1s ", "1e3s", "٣s", "1m30s", "inf"])
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no duration: write 10s, 5m or 2h$"):
        seconds(text)


@pytest.mark.parametrize(
    ("driver", "expected"),
    [("pts3", "pts/3"), ("ttyS0", "ttyS0"), ("tty1", "tty1"), ("ptsx", "ptsx"), ("", None)],
)
def test_a_terminal_is_called_as_ps_calls_it(driver: str, expected: str | None) -> None:
    assert tty_name(driver) == expected


@given(st.integers(0, 4_000_000_000_000_000))
def test_a_time_is_rfc_3339_in_utc_and_microseconds(microseconds: int) -> None:
    text = rfc3339(microseconds * 1000)
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    assert found == datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=microseconds)


def test_a_line_for_the_log_is_one_message_of_the_daemon_facility(tmp_path: Path) -> None:
    path = str(tmp_path / "log")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(path)
        log = Syslog(path)
        log.write("TERM to java[4242]")
        log.close()
        message = server.recv(8192).decode()
    assert message.startswith("<29>")
    assert message.endswith("]: TERM to java[4242]")


def test_a_log_that_was_restarted_is_found_again(tmp_path: Path) -> None:
    path = str(tmp_path / "log")
    first = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    first.bind(path)
    log = Syslog(path)
    first.close()
    (tmp_path / "log").unlink()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as second:
        second.bind(path)
        log.write("again")
        assert second.recv(8192).endswith(b": again")
    log.close()


def test_a_log_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(
        WatchError, match=r"^cannot write to the system's log: .*: No such file or directory; start "
    ):
        Syslog(str(tmp_path / "log"))
