#!/bin/sh
# Prepare what needs root, then become the service in this same process, PID 1.
set -eu

# Not root under `--user`, `runAsUser` or OpenShift's arbitrary uid: the runtime has made the
# choice, and nothing is left to prepare.
if [ "$(id -u)" = 0 ]; then
    # Not `chown -R`: that takes longer with every file, and has root walk through directories that
    # the service can write to.
    if [ "$(stat -c %U /var/lib/kafka)" != kafka ]; then
        chown kafka: /var/lib/kafka
    fi
    # -E keeps what the image and `docker run --env` have set; HOME, USER, LOGNAME and SHELL become
    # the account's.
    exec dropexec -E kafka "$0" "$@"
fi

# What needs no root goes here.
exec "$@"
