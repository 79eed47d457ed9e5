"""Entrypoints in the shape of well-known images', over Debian's packages of the same servers.

Each is what people wrote for gosu and have by the thousand: ``{step}`` stands where they say ``gosu``.
"""

from __future__ import annotations

import glob
import shutil
from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """A script, the words of the image's CMD, and what the server that they start is known by.

    ``own`` is the directory that is the server's, empty in a new container; the server has come up when it
    listens on ``port`` and has printed what ``ready`` finds; ``program`` is what the system must have;
    ``rewrites`` says that the server overwrites its arguments and environment in memory, so that /proc does
    not show what it was given.
    """

    name: str
    account: str
    script: str
    command: tuple[str, ...]
    own: str
    port: int
    ready: str
    program: str
    rewrites: bool = False

    def missing(self) -> str | None:
        """Return why it cannot run here, None where it can."""
        found = shutil.which(self.program) or glob.glob(self.program)
        name = self.program.rpartition("/")[2]
        return None if found else f"not installed: {name}"


# An option in front means the server (set --); a first run as root gives the data away and comes again; more
# options come from the environment.
REDIS = """#!/bin/sh
set -e
if [ "${{1#-}}" != "$1" ]; then
    set -- redis-server "$@"
fi
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
    find . ! -user redis -exec chown redis '{{}}' +
    exec {step} redis "$0" "$@"
fi
umask 0077
exec "$@" $REDIS_EXTRA_FLAGS
"""

# Ids that no account has.
NUMERIC = """#!/bin/sh
set -e
if [ "$(id -u)" = 0 ]; then
    chown 5020:5020 .
    set -- {step} 5020:5020 "$@"
fi
exec "$@"
"""

# bash; comes again by BASH_SOURCE; initialises the data directory as the account.
POSTGRES = """#!/usr/bin/env bash
set -Eeo pipefail
_main() {{
    if [ "$(id -u)" = 0 ]; then
        mkdir -p "$PGDATA"
        chmod 00700 "$PGDATA"
        find "$PGDATA" ! -user postgres -exec chown postgres '{{}}' +
        exec {step} postgres "$BASH_SOURCE" "$@"
    fi
    if [ ! -s "$PGDATA/PG_VERSION" ]; then
        initdb --username=postgres --auth=trust >/dev/null
    fi
    exec "$@"
}}
_main "$@"
"""

# The same with a server that runs for the time of the initialisation and is stopped again.
MARIADB = """#!/bin/bash
set -eo pipefail
shopt -s nullglob
if [ "${{1:0:1}}" = - ]; then
    set -- mariadbd "$@"
fi
if [ "$(id -u)" = 0 ]; then
    mkdir -p /run/mysqld
    find /run/mysqld "$DATADIR" ! -user mysql -exec chown mysql: '{{}}' +
    exec {step} mysql "${{BASH_SOURCE[0]}}" "$@"
fi
if [ ! -d "$DATADIR/mysql" ]; then
    mariadb-install-db --datadir="$DATADIR" --auth-root-authentication-method=normal >/dev/null
    "$@" --skip-networking &
    for i in {{1..300}}; do
        mariadb -uroot -e 'SELECT 1' >/dev/null 2>&1 && break
        sleep 0.1
    done
    mariadb -uroot -e 'CREATE DATABASE made_at_first'
    kill -TERM $!
    wait $!
fi
exec "$@"
"""

# A server that finds its own user, home and cookie in the environment.
RABBITMQ = """#!/usr/bin/env bash
set -euo pipefail
if [[ "$1" == rabbitmq* ]] && [ "$(id -u)" = 0 ]; then
    find /var/lib/rabbitmq ! -user rabbitmq -exec chown rabbitmq '{{}}' +
    exec {step} rabbitmq "$BASH_SOURCE" "$@"
fi
exec "$@"
"""

SHAPES = (
    Shape(
        "redis",
        "redis",
        REDIS,
        ("--save", ""),
        "/var/lib/redis",
        6390,
        "Ready to accept connections",
        "redis-server",
        rewrites=True,
    ),
    Shape(
        "numeric",
        "5020",
        NUMERIC,
        ("redis-server", "--port", "6391"),
        "/var/lib/redis",
        6391,
        "Ready to accept connections",
        "redis-server",
        rewrites=True,
    ),
    Shape(
        "postgres",
        "postgres",
        POSTGRES,
        ("postgres", "-c", "port=6392", "-c", "unix_socket_directories="),
        "/var/lib/postgresql",
        6392,
        "ready to accept connections",
        "/usr/lib/postgresql/*/bin/postgres",
    ),
    Shape("mariadb", "mysql", MARIADB, ("--port=6393",), "/var/lib/mysql", 6393, "port: 6393 ", "mariadbd"),
    Shape(
        "rabbitmq",
        "rabbitmq",
        RABBITMQ,
        ("rabbitmq-server",),
        "/var/lib/rabbitmq",
        6394,
        "Server startup complete|completed with",
        "rabbitmq-server",
    ),
)
