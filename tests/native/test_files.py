"""The static build's own reading of /etc/passwd and /etc/group: one pass, any length, nothing by accident."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.native import toolchain

ROOT_LINE = "root:x:0:0:root:/root:/bin/sh\n"


class Etc:
    """Account files in a mount namespace that only the launcher's process is in."""

    def __init__(self, directory: Path, launcher: Path) -> None:
        self.directory = directory
        self.launcher = launcher

    def run(self, passwd: str, group: str, *words: str, before: tuple[str, ...] = ()) -> str:
        """Run the launcher with such files; return what the target, or else the launcher, said."""
        mounts = ""
        for name, text in (("passwd", passwd), ("group", group)):
            file = self.directory / name
            file.write_text(text, encoding="utf-8")
            mounts += f"/usr/bin/mount --bind {file} /etc/{name} && "
        unshare = ["/usr/bin/unshare", "-m", "/bin/sh", "-c", f'{mounts} exec "$@"', "sh"]
        command = [*unshare, *before, str(self.launcher), *words]
        done = subprocess.run(command, env={}, capture_output=True, text=True, check=False)
        return (done.stdout or done.stderr).rstrip("\n")


@pytest.fixture
def etc(tmp_path: Path, static: Path) -> Etc:
    return Etc(tmp_path, static)


GROUPS_SHOWN = ("/usr/bin/id", "-G")


@pytest.mark.parametrize("sign", ["#", "+", "-"])
def test_a_group_that_is_commented_out_or_a_nis_directive_gives_nothing(etc: Etc, sign: str) -> None:
    """Where glibc 2.36's getgrouplist(3) gives it, a bare +:::USER even gid 0."""
    group = f"{sign}wheel:x:10:svc\n  {sign}wheel:x:10:svc\n{sign}:::svc\nreal:x:11:svc\n"
    assert etc.run("svc:x:7:7::/:\n", group, "svc", *GROUPS_SHOWN) == "7 11"


@pytest.mark.parametrize(
    "gid", ["-1", "-5", "4294967296", "18446744073709551616", "0x10", "1e3", "", "10x", "ten"]
)
def test_a_group_line_of_interest_whose_number_is_none_is_an_error(etc: Etc, gid: str) -> None:
    message = (
        f'dropexec: cannot use group "bad": its line in /etc/group is malformed, the gid is "{gid}"; '
        "correct that line"
    )
    group = f"bad:x:{gid}:svc\ngood:x:11:svc\n"
    assert etc.run("svc:x:7:7::/:\n", group, "svc", *GROUPS_SHOWN) == message
    assert etc.run("svc:x:7:7::/:\n", group, "svc:bad", *GROUPS_SHOWN) == message
    assert etc.run("svc:x:7:7::/:\n", group, "svc:good", *GROUPS_SHOWN) == "11"


@pytest.mark.parametrize("uid", ["-1", "-5", "4294967296", "0x10", "", "10x"])
def test_an_account_line_whose_number_is_none_is_an_error(etc: Etc, uid: str) -> None:
    passwd = f"svc:x:{uid}:0::/:\nsvc:x:7:7::/:\n{ROOT_LINE}"
    assert etc.run(passwd, "", "svc", *GROUPS_SHOWN) == (
        f'dropexec: cannot use user "svc": its line in /etc/passwd is malformed, the uid is "{uid}"; '
        "correct that line"
    )
    assert etc.run(passwd, "", "root", *GROUPS_SHOWN) == "0"


def test_the_first_of_two_lines_counts_for_names_and_numbers(etc: Etc) -> None:
    passwd = "svc:x:7:17::/:\nsvc:x:8:18::/:\nother:x:7:19::/:\n"
    assert etc.run(passwd, "", "svc", *GROUPS_SHOWN) == "17"
    assert etc.run(passwd, "", "7", *GROUPS_SHOWN) == "17"
    assert etc.run(passwd, "g:x:1:\ng:x:2:\n", "svc:g", *GROUPS_SHOWN) == "1"


def test_a_line_may_be_as_long_as_it_likes(etc: Etc) -> None:
    members = ",".join(f"user{number}" for number in range(40000))
    group = f"first:x:1:svc\nbig:x:2:{members},svc\nlast:x:3:svc"
    assert len(group) > 300_000
    assert etc.run("svc:x:7:7::/:\n", group, "svc", *GROUPS_SHOWN) == "7 1 2 3"
    gecos = "x" * 300_000
    assert etc.run(f"a:x:1:1:{gecos}:/:\nsvc:x:7:9:{gecos}:/h:/s\n", "", "svc", *GROUPS_SHOWN) == "9"


def test_an_account_is_found_wherever_a_page_of_the_file_ends(etc: Etc) -> None:
    """The reading stops after 4095 bytes: before, in and behind the account's line."""
    for before in range(4020, 4100):
        passwd = f"a:x:1:1:{'x' * (before - 15)}::\nsvc:x:7:9::/:\nz:x:2:2::/:\n"
        group = f"a:x:1:{'x' * (before - 8)}\nb:x:3:z,svc\nc:x:4:svc"
        assert (before, etc.run(passwd, group, "svc", *GROUPS_SHOWN)) == (before, "9 3 4")
        assert (before, etc.run(passwd, group, "svc:b", *GROUPS_SHOWN)) == (before, "3")


def test_only_the_field_that_is_looked_for_counts(etc: Etc) -> None:
    passwd = "svcs:x:1:1::/:\nxsvc:x:2:2::/:\na:x:3:3:svc:svc:svc\n svc:x:7:9::/:/x\n"
    group = "svc:x:1:a\nb:svc:2:\nc:x:3:svcs,xsvc\nd:x:4:a, svc\n"
    assert etc.run(passwd, group, "svc", *GROUPS_SHOWN) == "9 4"


@pytest.mark.parametrize("name", ["s", "sv", "v"])
def test_a_name_may_be_one_letter(etc: Etc, name: str) -> None:
    passwd = f"vs:x:1:1::/:\n{name}:x:7:9::/:\n"
    assert etc.run(passwd, f"{name}x:x:1:x{name}\n{name}:x:2:{name}", name, *GROUPS_SHOWN) == "9 2"


@pytest.mark.parametrize("count", [32, 33, 255, 256, 257, 65535])
def test_a_user_may_be_in_as_many_groups_as_the_kernel_takes(etc: Etc, count: int) -> None:
    group = "".join(f"g{gid}:x:{gid}:svc\n" for gid in range(100_000, 100_000 + count))
    shown = etc.run("svc:x:7:7::/:\n", group, "svc", "/bin/grep", "^Groups:", "/proc/self/status")
    assert shown.split() == ["Groups:", "7", *map(str, range(100_000, 100_000 + count))]


def test_one_group_more_than_the_kernel_takes_is_an_error(etc: Etc) -> None:
    group = "".join(f"g{gid}:x:{gid}:svc\n" for gid in range(100_000, 165_536))
    assert etc.run("svc:x:7:7::/:\n", group, "svc", "/bin/true") == (
        "dropexec: cannot set 65537 supplementary groups: the kernel takes at most 65536"
    )


def test_each_file_is_read_once_whatever_is_looked_for(etc: Etc, tmp_path: Path) -> None:
    passwd = "".join(f"user{uid}:x:{uid}:{uid}::/:\n" for uid in range(1, 10_001)) + "svc:x:70000:7::/:\n"
    group = "".join(f"group{gid}:x:{gid}:svc\n" for gid in range(1, 100))
    trace = tmp_path / "trace"
    strace = (toolchain.need("strace"), "-o", str(trace), "-e", "trace=open,openat,read")
    show = ("/bin/grep", "^Groups:", "/proc/self/status")
    shown = etc.run(passwd, group, "--add-groups=group5,group7,123,124", "70000", *show, before=strace)
    assert shown.split() == ["Groups:", *map(str, [*range(1, 100), 123, 124])]
    calls = trace.read_text().splitlines()
    assert [sum(f'"/etc/{name}"' in call for call in calls) for name in ("passwd", "group")] == [1, 1]


def test_an_image_without_any_file_runs_numbers(static: Path, tmp_path: Path) -> None:
    """The launcher as its own target, in a root with nothing but itself."""
    root = tmp_path / "empty"
    root.mkdir()
    (root / "dropexec").write_bytes(static.read_bytes())
    (root / "dropexec").chmod(0o755)
    for directory in (tmp_path, *tmp_path.parents[:2]):
        directory.chmod(0o755)
    chroot = ["/usr/sbin/chroot", str(root), "/dropexec"]
    done = subprocess.run(
        [*chroot, "7:8", "/dropexec", "--version"], env={}, capture_output=True, check=True, text=True
    )
    assert done.stdout.endswith("(native, musl static)\n")
    refused = subprocess.run(
        [*chroot, "svc", "/dropexec"], env={}, capture_output=True, check=False, text=True
    )
    assert refused.stderr == 'dropexec: cannot find user "svc": no such account\n'
