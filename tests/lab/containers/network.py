"""How a build reaches Debian's and PyPI's packages: as this machine does, and no other way."""

from __future__ import annotations

import configparser
import resource
from pathlib import Path

_PIP = Path("/etc/pip.conf")
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
#: Not where a package of the image would put its own.
_CERTIFICATES_INSIDE = "/etc/lab-certificates.crt"


def options(scratch: Path) -> list[str]:
    """Return the options of ``podman build`` for a Dockerfile that installs packages."""
    # The compiler opens more files than the engine's limit lets it; more than root's own is refused.
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    found = ["--network=host", f"--ulimit=nofile={files}:{files}"]
    if _PIP.exists():
        settings = configparser.ConfigParser(interpolation=None)
        settings.read(_PIP, encoding="utf-8")
        if settings.has_option("global", "cert"):
            settings.set("global", "cert", _CERTIFICATES_INSIDE)
            found.append(f"--volume={_CERTIFICATES}:{_CERTIFICATES_INSIDE}:ro")
        inside = scratch / "pip.conf"
        with open(inside, "w", encoding="utf-8") as file:
            settings.write(file)
        found.append(f"--volume={inside}:{_PIP}:ro")
    return found
