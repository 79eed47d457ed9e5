"""Redis with a dataset that takes about 5 s to save, and how many keys a stop leaves."""

from __future__ import annotations

import math
import re
import shutil
import signal
import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.lab.process import ENVIRONMENT, LabError, Process
from tests.lab.resp import Connection
from tests.lab.service import Outcome, Service, grouped

if TYPE_CHECKING:
    from tests.lab.launchers import Launcher
    from tests.lab.supervisor import Supervisor

_SAVE_SECONDS = 5.0
# A shorter save could fit into su's 2 s, the measured one being a little slower than the last one.
_SHORTEST_SAVE_SECONDS = 3.5
_PROBE_KEYS = 500_000
_REPLY_SECONDS = 90.0
# The share of the machine's available memory that the dataset may take.
_MEMORY_SHARE = 0.5


@dataclass(frozen=True)
class RedisOutcome(Outcome):
    """Keys before and after, whether a value written last came back, and unfinished dump files."""

    keys_before: int
    keys_after: int
    value_survived: bool
    temporary_files: int

    @property
    def intact(self) -> bool:
        return self.keys_after == self.keys_before and self.value_survived and self.temporary_files == 0

    def cell(self) -> tuple[str, ...]:
        files = f"{self.temporary_files or 'no'} temp file{'s' if self.temporary_files != 1 else ''} left"
        return (f"{grouped(self.keys_after)} of {grouped(self.keys_before)} keys", files, str(self.shutdown))


class Redis(Service):
    """redis-server with snapshots on, which SIGTERM makes it write before it ends.

    The number of keys is calibrated by timing SAVE on this machine, once for all trials of the instance
    unless a save turns out too short.
    """

    name = "redis"
    account_name = "redis"

    def __init__(self) -> None:
        self._keys = 0

    def missing(self) -> str | None:
        return None if _server() else "redis-server is not installed: apt-get install redis-server"

    def trial(self, launcher: Launcher, supervisor: Supervisor, directory: str) -> RedisOutcome:
        argv = _argv(directory)
        process = supervisor.start(launcher.wrap(self.account, argv), directory=directory)
        value = uuid.uuid4().hex
        with _connect(process, directory) as redis:
            target = int(redis.information("server")["process_id"])
            self._fill(redis, Path(directory, "dump.rdb"))
            redis.call("SET", "key:0", value)
            before = redis.integer("DBSIZE")
        shutdown = supervisor.stop(process, target)
        supervisor.sweep()
        temporary_files = len(list(Path(directory).glob("temp-*.rdb")))

        restarted = supervisor.start(argv, directory=directory, account=self.account)
        with _connect(restarted, directory) as redis:
            after = redis.integer("DBSIZE")
            survived = redis.call("GET", "key:0") == value
        restarted.signal(signal.SIGKILL)
        restarted.wait(_REPLY_SECONDS)
        return RedisOutcome(shutdown, before, after, survived, temporary_files)

    def _fill(self, redis: Connection, dump: Path) -> None:
        """Populate until a save takes long enough, then forget the saves that only served to time it."""
        available = _available_memory()
        _populate(redis, _PROBE_KEYS)
        limit = int(available * _MEMORY_SHARE / (_used_memory(redis) / _PROBE_KEYS))
        keys = self._keys or _scaled(_PROBE_KEYS, _timed_save(redis))
        while True:
            self._keys = min(keys, limit)
            _populate(redis, self._keys)
            seconds = _timed_save(redis)
            if seconds >= _SHORTEST_SAVE_SECONDS:
                break
            if self._keys == limit:
                raise LabError(f"all {limit} keys that memory has room for are saved in {seconds:.1f} s")
            keys = _scaled(self._keys, seconds)
        dump.unlink()


def _server() -> str | None:
    return shutil.which("redis-server", path=ENVIRONMENT["PATH"])


def _argv(directory: str) -> list[str]:
    server = _server()
    assert server is not None, "missing() said that there is one"
    argv = [server, "--port", "0", "--unixsocket", f"{directory}/redis.sock", "--dir", directory]
    argv += ["--save", "3600", "1", "--logfile", "", "--daemonize", "no"]
    shown = subprocess.run([server, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"v=(\d+)", shown)
    # Since 7.0 DEBUG is refused unless asked for; before, the option itself is.
    if version and int(version[1]) >= 7:
        argv += ["--enable-debug-command", "yes"]
    return argv


def _connect(process: Process, directory: str) -> Connection:
    process.wait_for_line("ready to accept connections", _REPLY_SECONDS)
    connection = Connection(f"{directory}/redis.sock", _REPLY_SECONDS)
    if connection.call("PING") != "PONG":
        raise LabError("Redis does not answer PING")
    return connection


def _populate(redis: Connection, keys: int) -> None:
    # Keys that exist already are left alone, so that growing costs only the difference.
    redis.call("DEBUG", "POPULATE", str(keys), "key", "16")


def _timed_save(redis: Connection) -> float:
    begin = time.monotonic()
    redis.call("SAVE")
    return time.monotonic() - begin


def _scaled(keys: int, seconds: float) -> int:
    """Return how many keys take _SAVE_SECONDS if ``keys`` take ``seconds``, in whole hundred thousands."""
    return math.ceil(keys * _SAVE_SECONDS / seconds / 100_000) * 100_000


def _used_memory(redis: Connection) -> int:
    return int(redis.information("memory")["used_memory"])


def _available_memory() -> int:
    """Return MemAvailable of proc_meminfo(5) in bytes."""
    found = re.search(r"^MemAvailable:\s+(\d+) kB$", Path("/proc/meminfo").read_text(), re.MULTILINE)
    assert found is not None, "Linux has had it since 3.14"
    return int(found[1]) * 1024
