#!/bin/sh
# Prepare what needs root, then become the service in this same process, PID 1.
set -eu

# Not `chown -R`: that takes longer with every file, and has root walk through directories that the
# service can write to.
if [ "$(id -u)" = 0 ] && [ "$(stat -c %U /var/lib/kafka)" != kafka ]; then
    chown kafka: /var/lib/kafka
fi

# -E keeps what the image and `docker run --env` have set; HOME, USER, LOGNAME and SHELL become the
# account's.
exec dropexec -E kafka "$@"
