#!/usr/bin/python3 -IS
"""Say in JSON what this process was started as; end with the status that ``exit=N`` asks for."""

import json
import os
import sys


def _file(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


status = dict(line.split(":", 1) for line in _file("/proc/self/status").decode().splitlines())
block = [entry.partition(b"=") for entry in _file("/proc/self/environ").split(b"\0") if entry]
words = [os.fsdecode(word) for word in _file("/proc/self/cmdline").split(b"\0")[:-1]]
report = {
    "argv": words[2:],
    "uids": status["Uid"].split(),
    "gids": status["Gid"].split(),
    "groups": sorted({*status["Groups"].split(), status["Gid"].split()[0]}),
    "umask": status["Umask"].strip(),
    "directory": os.getcwd(),
    "core": status.get("CoreDumping", ""),
    "environment": {os.fsdecode(name): os.fsdecode(value) for name, _, value in block},
}
os.write(1, json.dumps(report).encode("ascii") + b"\n")
asked = [word for word in words if word.startswith("exit=")]
sys.exit(int(asked[-1][5:]) if asked else 0)
