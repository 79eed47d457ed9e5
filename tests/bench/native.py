"""What the native launcher costs beside its peers and the least program that makes the same system calls.

    python3 tests/bench/native.py [--rounds N] [--check] [--readme]

Needs root, gcc and ziglang (PyPI), for --readme matplotlib too.  Own cost is the wall time of ``X nobody
TRUE`` without that of TRUE, a static executable; all run in turn, and medians are shown as ratios.  Limits
of the static launcher: cheaper than every peer, a tenth of gosu, 1.25 times the least program, 1 MiB of
memory more than TRUE.  A second table has it where there is more of everything.
"""

from __future__ import annotations

import argparse
import math
import os
import pwd
import resource
import runpy
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:1] = [str(ROOT)]

from tests import accounts  # noqa: E402 - found only now
from tests.bench import page, peers  # noqa: E402
from tests.bench.interleave import medians, peak, wall  # noqa: E402
from tests.bench.launcher import compiled  # noqa: E402
from tests.bench.page import Place, Row  # noqa: E402
from tests.bench.peers import ENVIRONMENT, USER  # noqa: E402

PEAK_ROUNDS = 5
"""Memory hardly varies."""
DESCRIPTORS = min(65_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
TRUE, LEAST = "TRUE", "the same system calls and nothing else"
STATIC, DYNAMIC = "dropexec, static", "dropexec, dynamic"
HANDED = "static that hands over to dynamic"
"""What a static launcher would cost that left the accounts to its dynamic twin (packaging/README.md)."""
CHEAP_PEERS = ("su-exec", "chpst", "setuidgid")
"""Those that are also measured where there is more of everything."""
PASSES = 10
"""How often the places take turns."""
OVER_GOSU, OVER_LEAST, MEMORY_KIB = 10, 1.25, 1024

Rows = Mapping[str, tuple[str, ...]]


def builds(scratch: Path) -> dict[str, tuple[str, ...]]:
    """Compile TRUE, the least program and both launchers; return their rows.  Raises CalledProcessError."""
    machine = os.uname().machine
    flags = runpy.run_path(str(ROOT / "packaging/static/build"))["FLAGS"]
    zig = [sys.executable, "-m", "ziglang", "cc", "-target", f"{machine}-linux-musl"]
    least, true, dynamic = str(scratch / "least"), str(scratch / "true"), str(scratch / "dynamic")
    (scratch / "true.c").write_text("int main(void) { return 0; }\n", encoding="utf-8")
    subprocess.run([*zig, "-Os", "-static", "-s", "-o", true, scratch / "true.c"], check=True)
    # The least program is built as the launcher is: a position-independent start costs more.
    source = Path(__file__).with_name("least.c")
    subprocess.run([*zig, *flags, "-o", least, source], check=True, stderr=subprocess.DEVNULL)
    subprocess.run([sys.executable, ROOT / "packaging/wheel/launcher.py", dynamic], check=True)
    subprocess.run([sys.executable, ROOT / "packaging/static/build", scratch, machine], check=True)
    static = str(scratch / f"dropexec-linux-{machine}")
    account = pwd.getpwnam(USER)
    return {
        TRUE: (true,),
        LEAST: (least, str(account.pw_uid), str(account.pw_gid), true),
        STATIC: (static, USER, true),
        DYNAMIC: (dynamic, USER, true),
        HANDED: (static, "0:0", dynamic, USER, true),
    }


def own_costs(rows: Rows, rounds: int, environment: Mapping[str, str] = ENVIRONMENT) -> dict[str, float]:
    """Return each row's median without TRUE's, in seconds."""
    walls = medians(rows, rounds, lambda argv: wall(argv, environment))
    return {name: walls[name] - walls[TRUE] for name in rows if name != TRUE}


def compare(rows: Rows, rounds: int, spawner: Path) -> dict[str, Row]:
    """Return every row's own cost over the static launcher's, and its memory over TRUE's."""
    costs = own_costs(rows, rounds)
    peaks = medians(rows, PEAK_ROUNDS, lambda argv: peak(spawner, argv, ENVIRONMENT))
    return {name: Row(own / costs[STATIC], int(peaks[name] - peaks[TRUE])) for name, own in costs.items()}


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
            for kind in ("passwd", "group"):
                subprocess.run(["/usr/bin/umount", f"/etc/{kind}"], check=True)
            accounts.remove()


PLACES: dict[str, tuple[Callable[[], AbstractContextManager[None]], Mapping[str, str]]] = {
    "plain": (nullcontext, ENVIRONMENT),
    "1000 variables": (nullcontext, {**ENVIRONMENT, **{f"BENCH_{each}": "x" * 40 for each in range(1000)}}),
    f"{DESCRIPTORS} descriptors": (lambda: many_descriptors(DESCRIPTORS), ENVIRONMENT),
    "10 000 accounts": (lambda: many_accounts(10_000), ENVIRONMENT),
}


def compare_places(rows: Rows, rounds: int) -> dict[str, Place]:
    """Return what more of everything does to the static launcher; no next best is infinity."""
    few = {name: rows[name] for name in (TRUE, LEAST, STATIC, *CHEAP_PEERS) if name in rows}
    samples: dict[str, list[dict[str, float]]] = {place: [] for place in PLACES}
    for _ in range(PASSES):  # a machine may be busier in one minute than in the next
        for place, (enter, environment) in PLACES.items():
            with enter():
                samples[place].append(own_costs(few, rounds // PASSES, environment))
    costs = {
        place: {name: statistics.median(sample[name] for sample in found) for name in found[0]}
        for place, found in samples.items()
    }
    return {
        place: Place(
            found[STATIC] / costs["plain"][STATIC],
            found[STATIC] / found[LEAST],
            min((found[name] for name in CHEAP_PEERS if name in found), default=math.inf) / found[STATIC],
        )
        for place, found in costs.items()
    }


def violations(rows: Mapping[str, Row]) -> Iterator[str]:
    """Yield a line for each limit that does not hold or could not be measured."""
    for name in peers.PEERS:
        if name in rows and rows[name].own <= 1:
            yield f"{STATIC}: costs {1 / rows[name].own:.2f} times {name}"
    if "gosu" not in rows:
        yield "gosu: not measured; it is not installed"
    elif rows["gosu"].own < OVER_GOSU:
        yield f"{STATIC}: gosu costs {rows['gosu'].own:.1f} times as much, and {OVER_GOSU} is the least"
    over = rows[STATIC].own / rows[LEAST].own
    if over > OVER_LEAST:
        yield f"{STATIC}: costs {over:.2f} times the least program, and the limit is {OVER_LEAST:.2f}"
    if rows[STATIC].memory > MEMORY_KIB:
        yield f"{STATIC}: takes {rows[STATIC].memory} KiB more than the target, the limit is {MEMORY_KIB}"


def main() -> int:
    """Measure, print both tables, say whether the limits hold."""
    parser = argparse.ArgumentParser(description="Measure the native launcher beside its peers.")
    parser.add_argument("--rounds", type=int, default=500, help="rounds that count (default %(default)s)")
    parser.add_argument("--check", action="store_true", help="exit with status 1 when a limit does not hold")
    parser.add_argument("--readme", action="store_true", help="write the table and the plot of README.md")
    options = parser.parse_args()
    if os.geteuid() != 0:
        parser.error("it needs root, to become another user")
    with tempfile.TemporaryDirectory(prefix="dropexec-bench-") as directory:
        scratch = Path(directory)
        os.chmod(scratch, 0o755)  # the target passes through
        commands = builds(scratch)
        commands.update(peers.installed(commands[TRUE][0]))
        spawner = compiled(Path(__file__).with_name("peak.c").read_text(encoding="utf-8"), scratch / "peak")
        if spawner is None:
            parser.error("it needs gcc")
        rows = compare(commands, options.rounds, spawner)
        print(f"{'':40}{'own cost / static':>18}{'memory over TRUE, KiB':>24}")
        for row, found in sorted(rows.items(), key=lambda pair: pair[1].own):
            print(f"{row:40}{found.own:18.2f}{found.memory:24}")
        more = compare_places(commands, options.rounds)
        print(f"\n{STATIC:24}{'over plain':>12}{'over the same calls':>22}{'next best over it':>20}")
        for name, place in more.items():
            print(f"{name:24}{place.over_plain:12.2f}{place.over_least:22.2f}{place.next_best:20.2f}")
    failed = list(violations(rows))
    print(*(failed or ["The limits hold."]), sep="\n")
    if options.readme:
        page.write({name: row for name, row in rows.items() if name != HANDED}, more)
    return 1 if failed and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
