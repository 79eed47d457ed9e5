"""Account files that are no files, cannot be read or make no sense: an error, never fewer groups.

Under an access control list that denies a group, fewer groups is more access.
"""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.contract.etc import FORMS, Etc
from tests.contract.gaps import gap
from tests.contract.launch import Launcher

FILES = ("passwd", "group", "login.defs")
NO_OVERRIDE = ("/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search")
LIMIT = ("/usr/bin/timeout", "50")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("spec", ["dxuser", "5001", "5001:5001"])
def test_a_file_that_cannot_be_trusted_is_named(
    open_launcher: Launcher, etc: Etc, name: str, form: str, spec: str, request: pytest.FixtureRequest
) -> None:
    gap(request, open_launcher, f"file/{name}/{form}/{spec}")
    etc.make(name, form)
    before = (*LIMIT, *(NO_OVERRIDE if form == "unreadable" else ()))
    message = open_launcher.run(spec, "/bin/true", before=before).refused()
    assert message.startswith(f"cannot read /etc/{name}: "), message
    assert re.search(FORMS[form], message), message


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_there_is_empty(open_launcher: Launcher, etc: Etc, name: str) -> None:
    etc.remove(name)
    outcome = open_launcher.run("5001:5001", *open_launcher.report)
    assert outcome.report["groups"] == [5001]


@pytest.mark.parametrize("name", FILES)
def test_a_line_just_below_the_limit_is_read(launcher: Launcher, etc: Etc, name: str) -> None:
    etc.add(name, b"#" * ((1 << 20) - 2))
    assert launcher.reported("dxuser")["groups"] == [5001, 5002, 5003]


def test_an_account_is_found_wherever_it_stands(launcher: Launcher, etc: Etc) -> None:
    """At every place in a register, and across the pieces of a page in which the files are read."""
    for padding in [*range(20), *range(4040, 4100, 7)]:
        etc.write("passwd", b"#" * padding + b"\npadded:x:5099:5098::/:/bin/sh\n")
        etc.write("group", b"#" * padding + b"\nwith:x:5097:padde,padded\n")
        assert launcher.reported("padded")["groups"] == [5097, 5098], padding
        etc.restore()


def test_an_account_without_a_name_is_found_by_its_number(launcher: Launcher, etc: Etc) -> None:
    etc.add("passwd", b":x:5099:5098::/:/bin/sh")
    assert launcher.reported("5099")["groups"] == [5098]


MALFORMED_USERS = [
    ("abc:x:-2147483648:5001::/:/bin/sh", '"-2147483648"'),
    ("abc:x:12x:5001::/:/bin/sh", '"12x"'),
    ("abc:x::5001::/:/bin/sh", '""'),
    ("abc:x:5001:99999999999::/:/bin/sh", '"99999999999"'),
    ("abc:x:5001:staff::/:/bin/sh", '"staff"'),
    ("abc:x:5001", '""'),
    ("abc", None),
]


@pytest.mark.parametrize(("line", "field"), MALFORMED_USERS)
def test_a_line_that_names_the_account_and_is_malformed_is_quoted(
    launcher: Launcher, etc: Etc, line: str, field: str | None, request: pytest.FixtureRequest
) -> None:
    gap(request, launcher, f"malformed-user/{line}")
    etc.add("passwd", line.encode())
    message = launcher.run("abc", "/bin/true").refused()
    if field is None:  # no line of an account at all: there is no colon
        assert message.startswith('cannot find user "abc": no such account'), message
        assert 'did you mean "abc"' not in message
        return
    assert "/etc/passwd" in message
    assert field in message


MALFORMED_GROUPS = [
    ("staffx:x:-1:", "dxuser:staffx", '"-1"'),
    ("staffx:x:12x:", "dxuser:staffx", '"12x"'),
    ("staffx:x::", "dxuser:staffx", '""'),
    ("staffx:x:99999999999:", "dxuser:staffx", '"99999999999"'),
    ("staffx:x:12x:dxuser", "dxuser", '"12x"'),
    ("staffx:x:99999999999:dxother,dxuser", "dxuser", '"99999999999"'),
]


@pytest.mark.parametrize(("line", "spec", "field"), MALFORMED_GROUPS)
def test_a_line_that_names_the_group_or_the_member_and_is_malformed_is_quoted(
    launcher: Launcher, etc: Etc, line: str, spec: str, field: str, request: pytest.FixtureRequest
) -> None:
    gap(request, launcher, f"malformed-group/{line}")
    etc.add("group", line.encode())
    message = launcher.run(spec, "/bin/true").refused()
    assert "/etc/group" in message
    assert field in message


@pytest.mark.parametrize("line", ["other:x:12x:5001::/:/bin/sh", "#abc:x:1:1::/:", "+", "-abc", ":::"])
def test_a_malformed_line_of_another_account_does_not_matter(launcher: Launcher, etc: Etc, line: str) -> None:
    etc.add("passwd", line.encode())
    assert launcher.reported("dxuser")["uids"] == [5001] * 4


@pytest.mark.parametrize("mark", ["#", "+", "-"])
def test_a_line_that_is_a_comment_or_a_nis_directive_is_no_account_and_no_group(
    launcher: Launcher, etc: Etc, mark: str
) -> None:
    """But glibc's getgrouplist(3) counts its members (2.36), and who asks the C library has its word."""
    etc.add("passwd", f"{mark}former:x:7100:7100::/:/bin/sh".encode())
    etc.add("group", f"{mark}former:x:7100:dxlone".encode())
    message = launcher.run("7100", "/usr/bin/true").refused()
    assert message.startswith("cannot use user 7100: no account has this uid, "), message
    asked = subprocess.run(["/usr/bin/id", "-G", "dxlone"], capture_output=True, check=True)
    own = launcher.kind == "musl" or launcher.name == "sanitized"
    groups = [5010] if own else sorted(map(int, asked.stdout.split()))
    assert launcher.reported("dxlone")["groups"] == groups
