"""PostgreSQL asked to stop while a client is 4 s from its commit, and how it starts again."""

from __future__ import annotations

import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.lab.process import ENVIRONMENT, LabError, Process
from tests.lab.service import Outcome, Service

if TYPE_CHECKING:
    from tests.lab.launchers import Launcher
    from tests.lab.supervisor import Supervisor

# postmaster's own words, backend/access/transam/xlogrecovery.c, in the untranslated log.
_RECOVERY = "was not properly shut down; automatic recovery in progress"
_STEP_SECONDS = 60.0
_CLIENT_SECONDS = 4


@dataclass(frozen=True)
class PostgresqlOutcome(Outcome):
    """Whether the next start had to recover, and whether the running transaction got to its commit."""

    recovered: bool
    transaction_committed: bool

    @property
    def intact(self) -> bool:
        return self.transaction_committed and not self.recovered

    def cell(self) -> tuple[str, ...]:
        return (
            "automatic recovery" if self.recovered else "clean start",
            f"transaction {'committed' if self.transaction_committed else 'lost'}",
            str(self.shutdown),
        )


class Postgresql(Service):
    """A cluster of its own on a Unix socket only.

    SIGTERM is PostgreSQL's smart shutdown: no new sessions, the present ones finish their work. One
    client is in a transaction that takes 4 s, so the length of the shutdown does not depend on the machine.
    """

    name = "postgresql"
    account_name = "postgres"

    def missing(self) -> str | None:
        return None if _programs() else "postgresql is not installed: apt-get install postgresql"

    def trial(self, launcher: Launcher, supervisor: Supervisor, directory: str) -> PostgresqlOutcome:
        self._initialise(directory)
        try:
            return self._compare(launcher, supervisor, directory)
        finally:
            supervisor.clear()
            _remove_segment(directory)

    def _compare(self, launcher: Launcher, supervisor: Supervisor, directory: str) -> PostgresqlOutcome:
        argv = _argv(directory)
        process = supervisor.start(launcher.wrap(self.account, argv), directory=directory)
        process.wait_for_line("ready to accept connections", _STEP_SECONDS)
        _query(supervisor, directory, "CREATE TABLE ledger (entry text)")
        client = _session(
            supervisor,
            directory,
            "BEGIN",
            "INSERT INTO ledger VALUES ('paid') RETURNING 'in transaction'",
            f"SELECT pg_sleep({_CLIENT_SECONDS})",
            "COMMIT",
        )
        client.wait_for_line("in transaction", _STEP_SECONDS)
        shutdown = supervisor.stop(process, _postmaster(directory))
        client.wait(_STEP_SECONDS)
        supervisor.sweep()

        restarted = supervisor.start(argv, directory=directory, account=self.account)
        restarted.wait_for_line("ready to accept connections", _STEP_SECONDS)
        recovered = any(_RECOVERY in line for line in restarted.lines)
        entries = _query(supervisor, directory, "SELECT entry FROM ledger")
        restarted.signal(signal.SIGINT)
        restarted.wait(_STEP_SECONDS)
        return PostgresqlOutcome(shutdown, recovered, entries == ["paid"])

    def _initialise(self, directory: str) -> None:
        argv = [f"{_programs()}/initdb", "-D", f"{directory}/data", "-U", "postgres", "-A", "trust"]
        argv += ["--no-sync", "--no-locale", "-E", "UTF8"]
        account = self.account
        made = subprocess.run(
            argv,
            check=False,
            cwd=directory,
            env=ENVIRONMENT,
            user=account.pw_uid,
            group=account.pw_gid,
            extra_groups=[],
            capture_output=True,
            text=True,
            timeout=_STEP_SECONDS,
        )
        if made.returncode != 0:
            raise LabError(f"initdb failed: {made.stderr.strip()}")


def _programs() -> str | None:
    """Return the directory of the newest installed server's programs."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    return str(max(found, key=lambda path: float(path.parent.name))) if found else None


def _argv(directory: str) -> list[str]:
    argv = [f"{_programs()}/postgres", "-D", f"{directory}/data"]
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": directory,
        # Files in the data directory, not segments in /dev/shm that a killed server would leave there.
        "dynamic_shared_memory_type": "mmap",
    }
    for name, value in settings.items():
        argv += ["-c", f"{name}={value}"]
    return argv


def _postmaster(directory: str) -> int:
    return int(Path(directory, "data", "postmaster.pid").read_text().splitlines()[0])


def _remove_segment(directory: str) -> None:
    """Remove the System V segment of a postmaster that was killed: it would outlive every process.

    Line 7 of postmaster.pid holds its key and id (miscadmin.h); the file is gone after an orderly end.
    """
    try:
        lines = Path(directory, "data", "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return
    if len(lines) >= 7:
        subprocess.run(["ipcrm", "-m", lines[6].split()[1]], check=False)


def _session(supervisor: Supervisor, directory: str, *statements: str) -> Process:
    argv = [f"{_programs()}/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
    argv += ["-h", directory, "-U", "postgres", "-d", "postgres"]
    for statement in statements:
        argv += ["-c", statement]
    return supervisor.start(argv, directory=directory)


def _query(supervisor: Supervisor, directory: str, statement: str) -> list[str]:
    session = _session(supervisor, directory, statement)
    if session.wait(_STEP_SECONDS).status != 0:
        raise LabError(f"psql failed: {' '.join(session.lines)}")
    return session.lines
