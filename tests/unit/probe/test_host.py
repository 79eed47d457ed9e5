from __future__ import annotations

import os

from dropexec.probe.host import describe, parse_os_release

ALPINE = """\
# a comment=1
NAME="Alpine Linux"
ID=alpine
VERSION_ID='3.20.1'
PRETTY_NAME="Alpine \\"Linux\\" v3.20"
EMPTY=
BROKEN="no end
not a line
"""


def test_os_release_is_read_as_a_shell_would() -> None:
    assert parse_os_release(ALPINE) == {
        "NAME": "Alpine Linux",
        "ID": "alpine",
        "VERSION_ID": "3.20.1",
        "PRETTY_NAME": 'Alpine "Linux" v3.20',
        "EMPTY": "",
    }


def test_this_machine_has_a_kernel() -> None:
    here = describe()
    assert set(here) == {"id", "version_id", "kernel"}
    assert here["kernel"] == os.uname().release
