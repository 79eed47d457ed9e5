"""What a start of the launcher costs, as ratios to the interpreter's own start.

    python3 tests/bench/launcher.py [--python PATH] [--rounds N] [--check]

Needs root.  A launcher's own cost is the wall time of ``LAUNCHER nobody TRUE`` without that of TRUE alone,
where TRUE is a static executable if a C compiler is there; without one memory is not measured.  Limits: the
archive 1.35 times the floor ``python3 -I -S -c pass``, the module form in a virtual environment of its own 2
times, the memory of either 1.3 times.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:1] = [str(ROOT)]

from tests.bench import peers  # noqa: E402 - found only now
from tests.bench.interleave import medians, peak, wall  # noqa: E402
from tests.bench.peers import ENVIRONMENT, USER  # noqa: E402

FLOOR, TRUE = "python3 -I -S -c pass", "TRUE"
ARCHIVE, MODULE, SCRIPT = "dropexec.pyz", "python3 -I -m dropexec", "dropexec"
EMPTY = "python3 -I -m empty"
"""What the interpreter takes by itself for a module that does nothing: site and runpy with their imports."""
WALL_LIMITS = {ARCHIVE: 1.35, MODULE: 2.0}
MEMORY_LIMIT = 1.3
PEAK_ROUNDS = 5
"""Memory hardly varies."""


def compiled(source: str, output: Path) -> Path | None:
    """Return the static executable made of C source, or None without a C compiler."""
    if shutil.which("gcc") is None:
        return None
    subprocess.run(["gcc", "-O2", "-static", "-x", "c", "-", "-o", output], input=source.encode(), check=True)
    return output


def installed(python: str, scratch: Path) -> str | None:
    """Return an interpreter that has dropexec installed and nothing else, or None without the module venv."""
    place = scratch / "venv"
    made = subprocess.run(
        [python, "-m", "venv", "--without-pip", place], check=False, stdout=subprocess.DEVNULL
    )
    if made.returncode != 0:
        return None
    [packages] = place.glob("lib/python*/site-packages")
    shutil.copytree(ROOT / "dropexec", packages / "dropexec", ignore=shutil.ignore_patterns("__pycache__"))
    inside = str(place / "bin" / "python3")
    (packages / "empty.py").touch()
    subprocess.run([inside, "-I", "-m", "compileall", "-q", packages], check=True)
    return inside


def ours(python: str, scratch: Path, true: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the forms of the Python launcher that this interpreter can be measured with."""
    archive = scratch / "dropexec.pyz"
    build = [python, str(ROOT / "packaging/zipapp/build.py"), str(archive), "--python", python]
    subprocess.run(build, check=True)
    yield ARCHIVE, (str(archive), USER, true)
    inside = installed(python, scratch)
    if inside is not None:
        yield EMPTY, (inside, "-I", "-m", "empty")
        yield MODULE, (inside, "-I", "-m", "dropexec", USER, true)
    script = Path(python).with_name("dropexec")
    if script.exists():
        yield SCRIPT, (str(script), USER, true)


def commands(python: str, scratch: Path) -> dict[str, tuple[str, ...]]:
    """Return every row of the table that this machine can run."""
    least = compiled("int main(void) { return 0; }", scratch / "true")
    true = "/bin/true" if least is None else str(least)
    rows: dict[str, tuple[str, ...]] = {FLOOR: (python, "-I", "-S", "-c", "pass"), TRUE: (true,)}
    rows.update(ours(python, scratch, true))
    rows.update(peers.installed(true))
    return rows


def ratios(walls: dict[str, float], peaks: dict[str, float]) -> dict[str, tuple[float, float | None]]:
    """Return each row's own cost and its memory, over the floor's."""
    result: dict[str, tuple[float, float | None]] = {}
    for name, whole in walls.items():
        own = whole if name in (FLOOR, TRUE, EMPTY) else whole - walls[TRUE]
        memory = peaks[name] / peaks[FLOOR] if peaks else None
        result[name] = (own / walls[FLOOR], memory)
    return result


def table(found: dict[str, tuple[float, float | None]]) -> Iterator[str]:
    """Yield the lines of the result."""
    yield f"{'':24}{'own cost / floor':>18}{'limit':>8}{'memory / floor':>16}{'limit':>8}"
    for name, (own, memory) in found.items():
        limits = (f"{WALL_LIMITS[name]:.2f}", f"{MEMORY_LIMIT:.2f}") if name in WALL_LIMITS else ("", "")
        size = "" if memory is None else f"{memory:.2f}"
        yield f"{name:24}{own:18.2f}{limits[0]:>8}{size:>16}{limits[1]:>8}".rstrip()


def violations(found: dict[str, tuple[float, float | None]]) -> Iterator[str]:
    """Yield a line for each limit that does not hold, or could not be measured."""
    for name, limit in WALL_LIMITS.items():
        if name not in found:
            yield f"{name}: not measured; this interpreter lacks the module venv"
            continue
        own, memory = found[name]
        if own > limit:
            yield f"{name}: own cost is {own:.2f} times the floor, and the limit is {limit:.2f}"
        if memory is None:
            yield f"{name}: memory is not measured; it needs gcc"
        elif memory > MEMORY_LIMIT:
            yield f"{name}: memory is {memory:.2f} times the floor, and the limit is {MEMORY_LIMIT:.2f}"


def main() -> int:
    """Measure, print the table, say whether the limits hold."""
    parser = argparse.ArgumentParser(description="Measure what a start of the launcher costs.")
    parser.add_argument("--python", default="/usr/bin/python3", help="interpreter (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=100, help="rounds that count (default %(default)s)")
    parser.add_argument("--check", action="store_true", help="exit with status 1 when a limit does not hold")
    options = parser.parse_args()
    if os.geteuid() != 0:
        parser.error("it needs root, to become another user")
    with tempfile.TemporaryDirectory(prefix="dropexec-bench-") as name:
        scratch = Path(name)
        os.chmod(scratch, 0o755)  # the target passes through
        rows = commands(options.python, scratch)
        walls = medians(rows, options.rounds, lambda argv: wall(argv, ENVIRONMENT))
        spawner = compiled(Path(__file__).with_name("peak.c").read_text(encoding="utf-8"), scratch / "peak")
        peaks: dict[str, float] = {}
        if spawner is not None:
            peaks = medians(rows, PEAK_ROUNDS, lambda argv: peak(spawner, argv, ENVIRONMENT))
    found = ratios(walls, peaks)
    print(*table(found), sep="\n")
    failed = list(violations(found))
    print(*(failed or ["The limits hold."]), sep="\n")
    return 1 if failed and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
