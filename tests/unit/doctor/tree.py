"""A made-up root directory with a /proc of its own, as the checks read them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from dropexec.doctor.host import Host
from dropexec.doctor.procfs import Proc
from dropexec.doctor.systemd import Service

HZ = os.sysconf("SC_CLK_TCK")
BOOT = 1_700_000_000
UPTIME = 100_000.0


class Tree:
    """A root; processes are added to its proc directory, by default healthy and old."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.proc = root / "proc"
        self.write("proc/stat", f"cpu 1 2 3\nbtime {BOOT}\n")
        self.write("proc/uptime", f"{UPTIME} 0.00\n")
        self.process(1, "systemd", parent=0, start=0.0)

    def host(self, services: Sequence[Service] | None = None, **fields: object) -> Host:
        """Return the host that this tree is, seen by root."""
        given: dict[str, object] = {"name": "made-up", "uid": 0, "pid": 999_999, "path": "/usr/bin", **fields}
        listed = None if services is None else list(services)
        return Host(root=self.root, proc=Proc(self.proc), services=lambda: listed, **given)  # type: ignore[arg-type]

    def process(
        self,
        pid: int,
        comm: str,
        *,
        parent: int = 1,
        start: float = 10.0,
        terminal: int = 0,
        leader: int | None = None,
        executable: str | None = None,
        uid: int = 0,
        gid: int = 0,
        group: str = "/system.slice/x.service",
        **status: str,
    ) -> None:
        """Add a process, or with ``leader`` a thread of that process, which no directory listing has."""
        fields = ["S", parent, 1, pid, terminal, *[0] * 14, int(start * HZ), *[0] * 30]
        self.write(f"proc/{pid}/stat", f"{pid} ({comm}) {' '.join(map(str, fields))}\n")
        lines = {
            "Name": comm,
            "Tgid": str(leader or pid),
            "Pid": str(pid),
            "Uid": "\t".join([str(uid)] * 4),
            "Gid": "\t".join([str(gid)] * 4),
            "Groups": "",
            "CapEff": "000001ffffffffff",
            **status,
        }
        self.write(f"proc/{pid}/status", "".join(f"{name}:\t{value}\n" for name, value in lines.items()))
        self.write(f"proc/{pid}/cgroup", f"0::{group}\n")
        if executable:
            os.symlink(executable, self.proc / str(pid) / "exe")

    def write(self, name: str, text: str, *, age: float | None = None, mode: int = 0o644) -> Path:
        """Write a file; ``age`` is its time in seconds since the boot."""
        path = self.root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        if age is not None:
            os.utime(path, (BOOT + age, BOOT + age))
        return path
