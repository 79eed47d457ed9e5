"""Name services of the tests' own: one that has an account, and ones that refuse, time out or are absent."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.native import toolchain

SOURCE = Path(__file__).with_name("service.c")

SERVICES: dict[str, tuple[str, str]] = {
    "dxhas": ("0", "NSS_STATUS_SUCCESS"),
    "dxrefuses": ("ECONNREFUSED", "NSS_STATUS_UNAVAIL"),
    "dxagain": ("EAGAIN", "NSS_STATUS_TRYAGAIN"),
    "dxbroken": ("EIO", "NSS_STATUS_UNAVAIL"),
    "dxlate": ("ETIMEDOUT", "NSS_STATUS_UNAVAIL"),
    "dxabsent": ("ENOENT", "NSS_STATUS_UNAVAIL"),
    "dxgrows": ("ERANGE", "NSS_STATUS_TRYAGAIN"),
}
"""What each answers: an errno and a status; no errno, that is the one that has an account.

``dxabsent`` is a module whose daemon's socket is not there.  A module that is not there itself needs none.
"""


def build(directory: Path) -> Path:
    """Compile every service into a directory for LD_LIBRARY_PATH; return it."""
    place = directory / "nss"
    place.mkdir()
    gcc = toolchain.need("gcc")
    for name, (error, status) in SERVICES.items():
        defined = (f"-DSERVICE={name}", f"-DFAILURE={error}", f"-DNSS_STATUS={status}")
        output = place / f"libnss_{name}.so.2"
        flags = ("-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror")
        subprocess.run([gcc, *flags, *defined, "-o", str(output), str(SOURCE)], check=True)
    return place
