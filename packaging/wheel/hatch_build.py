"""Put the launcher on PATH as ``dropexec``: the native one where it can be had, else the Python one.

Three variables steer it (packaging/README.md): DROPEXEC_NATIVE, CC, DROPEXEC_WHEEL_TAG.
"""

from __future__ import annotations

import contextlib
import os
import runpy
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent


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
            script = HERE / "dropexec.py"
        else:
            platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
            build_data["pure_python"] = False
            build_data["tag"] = os.environ.get("DROPEXEC_WHEEL_TAG") or f"py3-none-{platform}"
        build_data["shared_scripts"][str(script)] = "dropexec"

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
