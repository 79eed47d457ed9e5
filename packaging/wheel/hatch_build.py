"""Put the launcher on PATH as ``dropexec``: the native one where it can be had, else the Python one.

Three variables steer it (packaging/README.md): DROPEXEC_NATIVE, CC, DROPEXEC_WHEEL_TAG.
"""

from __future__ import annotations

import contextlib
import os
import runpy
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent

SHEBANG_MAX = 127
"""Linux before 5.1 cuts the first line of a script there, without a word (execve(2), BINPRM_BUF_SIZE)."""


class LauncherHook(BuildHookInterface):  # type: ignore[type-arg]
    """Decide which launcher the wheel carries, and tag the wheel accordingly."""

    _scratch: tempfile.TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the script ``dropexec`` to a wheel, editable or not.

        Raises SystemExit where DROPEXEC_NATIVE demands a native launcher and there is none.
        """
        del version
        script = self._native()
        if script is None:
            # As a script, hatchling and pip would write its first line anew, without -I (binary distribution
            # format, "Recommended installer features"); below bin/ of the data they leave it alone.
            build_data["shared_data"][str(self._python())] = "bin/dropexec"
        else:
            build_data["shared_scripts"][str(script)] = "dropexec"
            platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
            build_data["pure_python"] = False
            build_data["tag"] = os.environ.get("DROPEXEC_WHEEL_TAG") or f"py3-none-{platform}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled, once the wheel has it."""
        del version, build_data, artifact_path
        if self._scratch is not None:
            self._scratch.cleanup()

    def _native(self) -> Path | None:
        """Return the native launcher, compiled or given, or None."""
        wanted = os.environ.get("DROPEXEC_NATIVE", "")
        if wanted == "0":
            return None
        if "/" in wanted:
            return Path(wanted)
        self._scratch = tempfile.TemporaryDirectory(prefix="dropexec-build-")
        output = Path(self._scratch.name, "dropexec")
        why = self._compile(output)
        if why is None:
            return output
        if wanted == "1":
            raise SystemExit(f"cannot build the native launcher: {why}; leave DROPEXEC_NATIVE unset")
        self._say(f"dropexec will be the Python launcher, not the native one: {why}")
        return None

    def _python(self) -> Path:
        """Return the Python launcher as a script with an isolated first line.

        The interpreter is the base one of whoever builds: a virtual environment may be there for the build
        alone.
        """
        base = Path(sys.base_prefix)
        names = [f"python{sys.version_info[0]}", f"python{sys.version_info[0]}.{sys.version_info[1]}"]
        found = [base / "bin" / name for name in names if (base / "bin" / name).exists()]
        line = f"#!{found[0] if found else sys.executable} -IB\n"
        if len(line) > SHEBANG_MAX:
            raise SystemExit(f"cannot build dropexec: the interpreter's path is too long for {line!r}")
        self._scratch = self._scratch or tempfile.TemporaryDirectory(prefix="dropexec-build-")
        script = Path(self._scratch.name, "dropexec.py")
        script.write_text(line + (HERE / "dropexec.py").read_text(encoding="utf-8"), encoding="utf-8")
        script.chmod(0o755)
        return script

    def _say(self, warning: str) -> None:
        """Show a warning, on the terminal too: pip keeps to itself what a build says that succeeds."""
        self.app.display_warning(warning)
        if not os.isatty(2):
            with contextlib.suppress(OSError), open("/dev/tty", "wb", buffering=0) as terminal:
                terminal.write(f"\n{warning}\n".encode())

    def _compile(self, output: Path) -> str | None:
        """Compile the native launcher; return None, or why not."""
        launcher = runpy.run_path(str(HERE / "launcher.py"))
        command = launcher["compiler"]()
        if command is None:
            return "no C compiler on PATH (CC names another one)"
        problem: str | None = launcher["build"](output, command)
        return problem
