"""What the native launcher costs beside its peers and the least program that makes the same system calls.

    python3 tests/bench/native.py [--rounds N]

Needs root, gcc and ziglang (PyPI).  Own cost is the wall time of ``X nobody TRUE`` without that of TRUE,
a static executable; all run in turn, and the medians are shown as ratios to the static launcher.  A second
table has the static launcher where there is more of everything, as ratios to its plain own cost and to the
least program's in the same place.
"""

from __future__ import annotations

import argparse
import os
import pwd
import resource
import runpy
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:1] = [str(ROOT)]

from tests import accounts  # noqa: E402 - found only now
from tests.bench.interleave import medians, peak, wall  # noqa: E402

USER = "nobody"
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
PEAK_ROUNDS = 5
DESCRIPTORS = min(65_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
STATIC, DYNAMIC, LEAST, TRUE = "dropexec, static", "dropexec, dynamic", "the same system calls", "TRUE"

Rows = Mapping[str, tuple[str, ...]]

PEERS = {
    "su-exec": ("su-exec", USER, "{true}"),
    "chpst": ("chpst", "-u", USER, "{true}"),
    "setuidgid": ("setuidgid", USER, "{true}"),
    "s6-setuidgid": ("s6-setuidgid", USER, "{true}"),
    "setpriv": ("setpriv", "--reuid={uid}", "--regid={gid}", "--init-groups", "{true}"),
    "chroot --userspec": ("chroot", "--userspec={uid}:{gid}", "/", "{true}"),
    "gosu": ("gosu", USER, "{true}"),
    "busybox": ("busybox", "start-stop-daemon", "-S", "-c", USER, "-x", "{true}"),
    "runuser": ("runuser", "-u", USER, "--", "{true}"),
}


def builds(scratch: Path) -> dict[str, tuple[str, ...]]:
    """Compile TRUE, the least program and both launchers; return their rows.  Raises CalledProcessError."""
    machine = os.uname().machine
    flags = runpy.run_path(str(ROOT / "packaging/static/build"))["FLAGS"]
    zig = [sys.executable, "-m", "ziglang", "cc", "-target", f"{machine}-linux-musl"]
    least, true = scratch / "least", scratch / "true"
    (scratch / "true.c").write_text("int main(void) { return 0; }\n", encoding="utf-8")
    subprocess.run([*zig, "-Os", "-static", "-s", "-o", true, scratch / "true.c"], check=True)
    # The least program is built as the launcher is: a position-independent start costs more.
    source = Path(__file__).with_name("least.c")
    subprocess.run([*zig, *flags, "-o", least, source], check=True, stderr=subprocess.DEVNULL)
    subprocess.run([sys.executable, ROOT / "packaging/wheel/launcher.py", scratch / "dynamic"], check=True)
    subprocess.run([sys.executable, ROOT / "packaging/static/build", scratch, machine], check=True)
    account = pwd.getpwnam(USER)
    return {
        TRUE: (str(true),),
        LEAST: (str(least), str(account.pw_uid), str(account.pw_gid), str(true)),
        STATIC: (str(scratch / f"dropexec-linux-{machine}"), USER, str(true)),
        DYNAMIC: (str(scratch / "dynamic"), USER, str(true)),
    }


def peers(true: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the rows of the peers that this machine has and that do their work here."""
    account = pwd.getpwnam(USER)
    for name, words in PEERS.items():
        path = shutil.which(words[0], path=ENVIRONMENT["PATH"])
        if path is None:
            continue
        filled = [word.format(true=true, uid=account.pw_uid, gid=account.pw_gid) for word in words[1:]]
        done = subprocess.run([path, *filled], env=ENVIRONMENT, check=False, capture_output=True)
        if done.returncode == 0:
            yield name, (path, *filled)


def own_costs(rows: Rows, rounds: int, environment: Mapping[str, str]) -> dict[str, float]:
    """Return each row's median without TRUE's, in seconds."""
    walls = medians(rows, rounds, lambda argv: wall(argv, environment))
    return {name: walls[name] - walls[TRUE] for name in rows if name != TRUE}


@contextmanager
def many_descriptors(count: int) -> Iterator[None]:
    """Have so many descriptors open that a child inherits."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, limits[1]))
    null = os.open("/dev/null", os.O_RDONLY)
    try:
        for number in range(null + 1, count - 100):  # the launcher opens files
            os.dup2(null, number)
        os.set_inheritable(null, True)
        yield
    finally:
        os.closerange(null, count)
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


@contextmanager
def many_accounts(count: int) -> Iterator[None]:
    """Put so many accounts and groups before the one used, for this process and its children."""
    with tempfile.TemporaryDirectory(prefix="dropexec-bench-") as name:
        accounts.install(Path(name))
        for kind, line in (
            ("passwd", "bench{0}:x:{1}:{1}::/:/bin/sh\n"),
            ("group", "bench{0}:x:{1}:bench{0}\n"),
        ):
            copy = Path(name, f"many-{kind}")
            many = "".join(line.format(number, 100_000 + number) for number in range(count))
            copy.write_text(many + Path("/etc", kind).read_text(encoding="utf-8"), encoding="utf-8")
            copy.chmod(0o644)
            subprocess.run(["/usr/bin/mount", "--bind", copy, f"/etc/{kind}"], check=True)
        try:
            yield
        finally:
            for kind in ("passwd", "group") * 2:  # what accounts.install mounted lies below
                subprocess.run(["/usr/bin/umount", f"/etc/{kind}"], check=True)


def places(rows: Rows, rounds: int) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield own costs where there is more of everything."""
    plain = {name: rows[name] for name in (TRUE, LEAST, STATIC)}
    yield "plain", own_costs(plain, rounds, ENVIRONMENT)
    more = {**ENVIRONMENT, **{f"BENCH_{number}": "x" * 40 for number in range(1000)}}
    yield "1000 variables", own_costs(plain, rounds, more)
    with many_descriptors(DESCRIPTORS):
        yield f"{DESCRIPTORS} descriptors", own_costs(plain, rounds, ENVIRONMENT)
    with many_accounts(10_000):
        yield "10 000 accounts", own_costs(plain, rounds, ENVIRONMENT)


def main() -> int:
    """Measure and print both tables."""
    parser = argparse.ArgumentParser(description="Measure the native launcher beside its peers.")
    parser.add_argument("--rounds", type=int, default=300, help="rounds that count (default %(default)s)")
    options = parser.parse_args()
    if os.geteuid() != 0:
        parser.error("it needs root, to become another user")
    with tempfile.TemporaryDirectory(prefix="dropexec-bench-") as name:
        scratch = Path(name)
        os.chmod(scratch, 0o755)  # the target passes through
        rows = builds(scratch)
        rows.update(peers(rows[TRUE][0]))
        costs = own_costs(rows, options.rounds, ENVIRONMENT)
        spawner = scratch / "peak"
        source = Path(__file__).with_name("peak.c")
        subprocess.run(["gcc", "-O2", "-static", source, "-o", spawner], check=True)
        peaks = medians(rows, PEAK_ROUNDS, lambda argv: peak(spawner, argv, ENVIRONMENT))
        print(f"{'':24}{'own cost / static':>18}{'memory over TRUE, KiB':>24}")
        for row, cost in sorted(costs.items(), key=lambda pair: pair[1]):
            print(f"{row:24}{cost / costs[STATIC]:18.2f}{peaks[row] - peaks[TRUE]:24.0f}")
        print(f"\n{'static':24}{'over plain':>18}{'over the same calls':>24}")
        first = None
        for place, found in places(rows, options.rounds):
            first = first or found[STATIC]
            print(f"{place:24}{found[STATIC] / first:18.2f}{found[STATIC] / found[LEAST]:24.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
