"""A bounded run of every fuzz target with the address and undefined-behaviour sanitizers: no finding.

To look for longer: DROPEXEC_FUZZ_SECONDS=3600 pytest tests/native/test_fuzz.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.native import toolchain

FUZZ = Path(__file__).parent / "fuzz"
TARGETS = sorted(path.stem for path in FUZZ.glob("*.c") if path.stem != "harness")
SECONDS = int(os.environ.get("DROPEXEC_FUZZ_SECONDS", "5"))

SANITIZERS = ("-g", "-O1", "-fsanitize=fuzzer-no-link,address,undefined", "-fno-sanitize-recover=all")

# Where the harness takes a call's place (tests/native/fuzz/harness.c).
REPLACED = {
    "errors.c": ("-D_exit=fuzz_exit", "-Dwrite=fuzz_write"),
    # With 64-bit offsets <fcntl.h> gives openat another name for the linker, which no macro reaches.
    "textfile.c": (
        "-U_FILE_OFFSET_BITS",
        *(f"-D{call}=fuzz_{call}" for call in ("openat", "fstat", "read", "close")),
    ),
}
LEFT_OUT = {"main.c", "memory.c", "nss.c"}


@pytest.fixture(scope="module")
def objects(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The launcher's objects and the harness, compiled for fuzzing."""
    clang = toolchain.need("clang")
    directory = tmp_path_factory.mktemp("objects")
    made = []
    for source in [*toolchain.NATIVE.glob("*.c"), FUZZ / "harness.c"]:
        if source.name in LEFT_OUT:
            continue
        made.append(directory / f"{source.stem}.o")
        flags = [*SANITIZERS, *REPLACED.get(source.name, ()), toolchain.wheel_launcher.define(), "-I."]
        command = [clang, "@cflags", "-Werror", *flags, "-c", str(source), "-o", str(made[-1])]
        subprocess.run(command, cwd=toolchain.NATIVE, check=True)
    return made


@pytest.mark.timeout(120 + 2 * SECONDS)
@pytest.mark.parametrize("target", TARGETS)
def test_no_input_breaks_it(target: str, objects: list[Path], tmp_path: Path) -> None:
    fuzzer = tmp_path / target
    link = ["-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=all", "-g", "-I."]
    command = [toolchain.need("clang"), "@cflags", *link, str(FUZZ / f"{target}.c"), *map(str, objects)]
    subprocess.run([*command, "-o", str(fuzzer)], cwd=toolchain.NATIVE, check=True)
    # libFuzzer adds what it learns to the first directory.
    corpus = shutil.copytree(FUZZ / "corpus" / target, tmp_path / "corpus")
    limits = [f"-max_total_time={SECONDS}", "-max_len=4096", "-timeout=10", "-rss_limit_mb=1024"]
    run = [str(fuzzer), *limits, str(corpus)]
    done = subprocess.run(run, cwd=tmp_path, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    assert "DONE" in done.stderr or "Done" in done.stderr
