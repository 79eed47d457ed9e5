"""The environment policy: what passes, what is set, in which order, and that nothing else appears."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.contract.launch import Launcher

PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"
SUPATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
DXUSER = {"HOME": "/home/dxuser", "USER": "dxuser", "LOGNAME": "dxuser", "SHELL": "/bin/sh", "PATH": PATH}

KEPT = [
    "TERM",
    "TZ",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_CTYPE",
    "LC_X",
    "NOTIFY_SOCKET",
    "LISTEN_FDS",
    "LISTEN_PID",
    "LISTEN_PIDFDID",
    "LISTEN_FDNAMES",
    "WATCHDOG_PID",
    "WATCHDOG_USEC",
    "INVOCATION_ID",
    "JOURNAL_STREAM",
    "MAINPID",
    "MANAGERPID",
    "SYSTEMD_EXEC_PID",
    "CREDENTIALS_DIRECTORY",
    "RUNTIME_DIRECTORY",
    "STATE_DIRECTORY",
    "CACHE_DIRECTORY",
    "LOGS_DIRECTORY",
    "CONFIGURATION_DIRECTORY",
    "FDSTORE",
    "MEMORY_PRESSURE_WATCH",
    "MEMORY_PRESSURE_WRITE",
    "UPSTART_JOB",
    "UPSTART_INSTANCE",
    "UPSTART_EVENTS",
    "UPSTART_FDS",
    "UPSTART_STOP_EVENTS",
]
DROPPED = [
    "IFS",
    "ENV",
    "BASH_ENV",
    "CDPATH",
    "LD_PRELOAD",
    "LD_LIBRARY_PATH",
    "PYTHONPATH",
    "PYTHONHOME",
    "DISPLAY",
    "SSH_AUTH_SOCK",
    "MAIL",
    "SUDO_USER",
    "XDG_RUNTIME_DIR",
    "DBUS_SESSION_BUS_ADDRESS",
    "LISTEN_FDSX",
    "XNOTIFY_SOCKET",
    "LC",
    "lc_all",
    "TERMCAP",
    "PATHX",
    "HOMEX",
    "COLORTERM",
    "LANG1",
]


def test_an_empty_environment_becomes_the_account_and_path(launcher: Launcher) -> None:
    found = launcher.reported("dxuser", env={})
    assert (found["environment"], found["entries"]) == (DXUSER, len(DXUSER))


def test_what_service_managers_and_locales_say_passes_and_nothing_else_does(launcher: Launcher) -> None:
    caller = {name: f"value of {name}" for name in KEPT + DROPPED}
    caller |= {
        "LC_ALL": "C",
        "PATH": "/evil",
        "HOME": "/root",
        "USER": "root",
        "LD_PRELOAD": "",
        "LD_LIBRARY_PATH": "",
    }
    found = launcher.reported("dxuser", env=caller)
    assert found["environment"] == DXUSER | {name: caller[name] for name in KEPT}


@pytest.mark.parametrize(
    "locale",
    [{}, {"LANG": "C"}, {"LC_CTYPE": "C"}, {"LANG": "en_US.UTF-8"}, {"LC_ALL": "C"}, {"LC_ALL": "xx"}],
)
def test_a_locale_of_the_interpreters_own_does_not_leak(launcher: Launcher, locale: dict[str, str]) -> None:
    assert launcher.reported("dxuser", env=locale)["environment"] == DXUSER | locale
    assert (
        launcher.reported("-E", "dxuser", env=locale)["environment"]
        == {k: v for k, v in DXUSER.items() if k != "PATH"} | locale
    )


@pytest.mark.parametrize(
    ("spec", "account"),
    [
        ("root", {"HOME": "/root", "USER": "root", "LOGNAME": "root", "SHELL": "/bin/bash", "PATH": SUPATH}),
        ("dxbare", {"HOME": "/", "USER": "dxbare", "LOGNAME": "dxbare", "SHELL": "/bin/sh", "PATH": PATH}),
        ("12345:54321", {"HOME": "/", "SHELL": "/bin/sh", "PATH": PATH}),
        ("5001", DXUSER),
        ("5001:54321", DXUSER),
    ],
)
@pytest.mark.parametrize(
    "caller", [{}, {"HOME": "/root", "USER": "root", "LOGNAME": "root", "SHELL": "/bin/zsh", "MAIL": "x"}]
)
def test_home_user_logname_and_shell_are_the_accounts(
    launcher: Launcher, spec: str, account: dict[str, str], caller: dict[str, str]
) -> None:
    assert launcher.reported(spec, env=caller)["environment"] == account


def test_preserve_env_keeps_all_but_the_account(launcher: Launcher) -> None:
    caller = {
        "HOME": "/root",
        "USER": "root",
        "LOGNAME": "root",
        "SHELL": "/bin/zsh",
        "PATH": "/caller",
        "A": "1",
        "LD_X": "y",
    }
    kept = {"PATH": "/caller", "A": "1", "LD_X": "y"}
    account = {name: DXUSER[name] for name in ("HOME", "USER", "LOGNAME", "SHELL")}
    for option in ("-E", "--preserve-env"):
        assert launcher.reported(option, "dxuser", env=caller)["environment"] == account | kept
    assert (
        launcher.reported("-E", "12345:54321", env=caller)["environment"]
        == {"HOME": "/", "SHELL": "/bin/sh"} | kept
    )


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("JAVA_*,KAFKA_*", {"JAVA_HOME", "JAVA_", "KAFKA_OPTS"}),
        ("*", {"JAVA_HOME", "JAVA_", "KAFKA_OPTS", "XJAVA_HOME", "A.B", "a"}),
        ("*_*", {"JAVA_HOME", "JAVA_", "KAFKA_OPTS", "XJAVA_HOME"}),
        ("*A*A*", {"JAVA_HOME", "JAVA_", "KAFKA_OPTS", "XJAVA_HOME"}),
        ("J*E", {"JAVA_HOME"}),
        ("JAVA_HOME*", {"JAVA_HOME"}),
        ("A.B", {"A.B"}),
        ("A?B", set()),
        ("[a]", set()),
        ("java_home", set()),
        ("ABSENT", set()),
        ("a,a", {"a"}),
    ],
)
def test_preserve_env_list_keeps_what_matches(launcher: Launcher, pattern: str, names: set[str]) -> None:
    caller = dict.fromkeys(("JAVA_HOME", "JAVA_", "KAFKA_OPTS", "XJAVA_HOME", "A.B", "a"), "kept")
    found = launcher.reported(
        f"--preserve-env={pattern}", "dxuser", env=caller | {"USER": "root", "HOME": "/root"}
    )
    assert found["environment"] == DXUSER | dict.fromkeys(names, "kept")


def test_only_a_literal_name_keeps_the_callers_home(launcher: Launcher) -> None:
    caller = {
        "HOME": "/caller",
        "USER": "caller",
        "SHELL": "/caller/sh",
        "LOGNAME": "caller",
        "PATH": "/caller/bin",
    }
    assert launcher.reported("--preserve-env=HOME,US*", "dxuser", env=caller)["environment"] == DXUSER | {
        "HOME": "/caller"
    }
    assert launcher.reported("--preserve-env=USER", "12345:1", env=caller)["environment"] == {
        "HOME": "/",
        "SHELL": "/bin/sh",
        "USER": "caller",
        "PATH": PATH,
    }
    assert launcher.reported("-E", "--preserve-env=SHELL", "dxuser", env=caller)["environment"] == DXUSER | {
        "SHELL": "/caller/sh",
        "PATH": "/caller/bin",
    }
    assert launcher.reported("--preserve-env=PATH,HOME", "dxuser", env={"PATH": "/c"})[
        "environment"
    ] == DXUSER | {"PATH": "/c"}


def test_env_sets_last_and_unset_env_removes_after_that(launcher: Launcher) -> None:
    found = launcher.reported(
        "-e",
        "A=1",
        "--env",
        "B=",
        "--env=C=x=y",
        "-eHOME=/set",
        "-e",
        "A=2",
        "-e",
        "PATH=/usr/bin",
        "-e",
        "LC_X=1",
        "--unset-env",
        "LC_*",
        "--unset-env=B",
        "--unset-env",
        "ABSENT",
        "dxuser",
        env={"LC_ALL": "C"},
    )
    assert found["environment"] == DXUSER | {"A": "2", "C": "x=y", "HOME": "/set", "PATH": "/usr/bin"}


def test_unset_env_star_leaves_nothing(launcher: Launcher) -> None:
    assert launcher.reported("--unset-env=*", "dxuser", env={"TERM": "x"})["environment"] == {}


NAMELESS = {
    "--env=A": "it is not NAME=VALUE",
    "--env==1": "it is not NAME=VALUE",
    "--env=": "it is not NAME=VALUE",
    "--unset-env=": "it is not the name of a variable",
    "--unset-env=A=B": "it is not the name of a variable",
    "--preserve-env=": "an element of the list is empty",
    "--preserve-env=A,,B": "an element of the list is empty",
}


@pytest.mark.parametrize("option", NAMELESS)
def test_what_names_no_variable_is_refused(launcher: Launcher, option: str) -> None:
    name, _, value = option.partition("=")
    message = launcher.run(option, "dxuser", "/usr/bin/true").refused()
    assert message == f'cannot use {name} "{value}": {NAMELESS[option]}'


def test_bytes_that_are_not_utf_8_pass_unchanged_in_names_values_and_arguments(launcher: Launcher) -> None:
    caller = {b"LC_\xff": b"\xfe\x80", b"K\xc3": b"\xe2\x82"}
    outcome = launcher.run(
        b"--preserve-env=K\xc3",
        b"-eS\xf0=\xf1",
        "dxuser",
        *launcher.report,
        b"\xff\\",
        "tail\\",
        "",
        "\n",
        env=caller,
    )
    found = outcome.report
    expected = {os.fsdecode(name): os.fsdecode(value) for name, value in caller.items()}
    assert found["environment"] == DXUSER | expected | {os.fsdecode(b"S\xf0"): os.fsdecode(b"\xf1")}
    assert found["argv"] == [*launcher.report, os.fsdecode(b"\xff\\"), "tail\\", "", "\n"]


@pytest.fixture(scope="session")
def locales(world: Path) -> Path:
    """Multibyte locales whose encodings do not give every byte string back."""
    place = world / "locales"
    place.mkdir()
    for language, charset in (("zh_CN", "GB18030"), ("ja_JP", "EUC-JP"), ("zh_HK", "BIG5-HKSCS")):
        command = [
            "localedef",
            "--no-warnings=ascii",
            "-i",
            language,
            "-f",
            charset,
            str(place / f"{language}.{charset}"),
        ]
        subprocess.run(command, check=True, capture_output=True)
    return place


@pytest.mark.parametrize("locale", ["zh_CN.GB18030", "ja_JP.EUC-JP", "zh_HK.BIG5-HKSCS"])
def test_every_byte_passes_in_a_multibyte_locale(launcher: Launcher, locales: Path, locale: str) -> None:
    caller = {b"LOCPATH": os.fsencode(locales), b"LC_ALL": locale.encode(), b"LC_V": b"\xa1\xfe\x80\xff"}
    words = [b"\xa6\xd9", b"\x80", b"\xa1\xfe", b"\x8e\xff"]
    found = launcher.run(b"-eS=\xa1\xfe\x80", "dxuser", *launcher.report, *words, env=caller).report
    assert [os.fsencode(word) for word in found["argv"][-4:]] == words
    assert os.fsencode(found["environment"]["LC_V"]) == b"\xa1\xfe\x80\xff"
    assert os.fsencode(found["environment"]["S"]) == b"\xa1\xfe\x80"


def test_entries_that_are_no_variables_are_dropped_and_the_first_of_two_counts(
    launcher: Launcher, world: Path
) -> None:
    program = world / "rawenv"
    if not program.exists():
        source = (
            "#include <unistd.h>\nint main(int c, char **v) { (void)c; char *e[] = "
            '{"A=1", "A=2", "noequals", "=x", "TERM=first", "TERM=second", "", 0}; '
            "execve(v[1], v + 1, e); return 99; }\n"
        )
        subprocess.run(["gcc", "-x", "c", "-", "-o", program], input=source.encode(), check=True)
    found = launcher.reported("-E", "dxuser", before=(str(program),))
    assert (found["environment"], found["entries"]) == (
        {k: v for k, v in DXUSER.items() if k != "PATH"} | {"A": "1", "TERM": "first"},
        6,
    )


def test_a_thousand_variables_are_kept(launcher: Launcher) -> None:
    caller = {f"LC_{number}": "x" * 50 for number in range(1000)}
    assert launcher.reported("dxuser", env=caller)["environment"] == DXUSER | caller


LOGIN_DEFS = [
    (None, "/usr/local/bin:/usr/bin:/bin"),
    ("", "/usr/local/bin:/usr/bin:/bin"),
    ("ENV_PATH PATH=/a:/b\n", "/a:/b"),
    ("ENV_PATH /a:/b", "/a:/b"),
    ("  ENV_PATH\t\t PATH=/a  \n", "/a"),
    ('ENV_PATH "PATH=/a b" # comment\n', "/a b"),
    ("#ENV_PATH /no\nENV_PATH /first\nENV_PATH /last\n", "/last"),
    ("ENV_PATHX /no\nENV_SUPATH /no\nXENV_PATH /no\nenv_path /no\n", "/usr/local/bin:/usr/bin:/bin"),
    ("ENV_PATH\nENV_PATH \nENV_PATH PATH=\n", "/usr/local/bin:/usr/bin:/bin"),
    ("ENV_PATH /ÿ:/b\n", "/ÿ:/b"),
]


@pytest.mark.parametrize(("text", "path"), LOGIN_DEFS)
def test_path_is_the_distributions_default(
    launcher: Launcher, world: Path, text: str | None, path: str
) -> None:
    if text is None:
        scratch = world / "etc-without"
        scratch.mkdir(exist_ok=True)
        command = 'cp -a /etc "$0/" && rm "$0/etc/login.defs" && mount --bind "$0/etc" /etc && exec "$@"'
    else:
        scratch = world / "login.defs"
        scratch.write_text(text, encoding="utf-8")
        command = 'mount --bind "$0" /etc/login.defs && exec "$@"'
    before = ("/usr/bin/unshare", "-m", "/bin/sh", "-c", command, str(scratch))
    found = launcher.reported("dxuser", before=before, env={"PATH": "/usr/bin:/bin:/sbin"})
    assert found["environment"]["PATH"] == path


def test_root_gets_the_superusers_default_path(launcher: Launcher, world: Path) -> None:
    scratch = world / "login.defs.su"
    scratch.write_text("ENV_SUPATH PATH=/su\nENV_PATH PATH=/user\n")
    before = (
        "/usr/bin/unshare",
        "-m",
        "/bin/sh",
        "-c",
        'mount --bind "$0" /etc/login.defs && exec "$@"',
        str(scratch),
    )
    caller = {"PATH": "/usr/bin:/bin:/sbin"}
    assert launcher.reported("root", before=before, env=caller)["environment"]["PATH"] == "/su"
    assert launcher.reported("dxtoor", before=before, env=caller)["environment"]["PATH"] == "/su"
    assert launcher.reported("dxuser", before=before, env=caller)["environment"]["PATH"] == "/user"
