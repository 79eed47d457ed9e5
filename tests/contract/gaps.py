"""What a launcher does not do yet: strict xfails, each with its reason, by launcher and case."""

from __future__ import annotations

import re

import pytest

from tests.contract.launch import Launcher

ALL = "(python|zipapp|native|static|sanitized)"
PYTHON = "(python|zipapp)"
NATIVE = "(native|static|sanitized)"
LIBC = "(python|zipapp|native)"

GAPS: list[tuple[str, str]] = [
    (rf"{ALL}/rlimit-hard.*", "--rlimit=nofile=hard is to come"),
    (rf"{ALL}/new-keyring.*", "--new-keyring is to come"),
    (rf"{ALL}/inherit-groups.*", "--inherit-groups is to come"),
    (r"python/file/passwd/a FIFO/.*", "hangs: the interpreter's own start looks up the home"),
    (r"(static|sanitized)/files-only", "does not say so"),
]


TESTS: list[tuple[str, str]] = [
    (rf"{NATIVE}/test_file_capabilities/test_at_secure.*", "AT_SECURE alone is refused"),
    (rf"{ALL}/test_order/test_the_steps.*", "--new-keyring is to come"),
    (rf"{ALL}/test_order/test_setgroups.*", "a list that reads as wanted is left alone"),
    (
        rf"{ALL}/test_controlling_terminal/test_the_leader.*passes.*",
        "the target could take it back",
    ),
    (rf"{ALL}/test_controlling_terminal/.*absent.*", "counts as gone"),
    (rf"{ALL}/test_socket_activation/.*claimed_and_not.*", "keeps everything in silence"),
    (rf"{ALL}/test_path/test_(an_element.*(first|two|name).|where.*)", "an error of execve(2)"),
    (rf"{ALL}/test_soft_limit/.*", "SOFT has to be a number"),
    (rf"{ALL}/test_inherit_groups/(?!test_without).*", "--inherit-groups is to come"),
    (rf"{ALL}/test_placeholder_shells/test_a_placeholder.*(?<!-)\]", "passes as it is"),
    (r"(zipapp|native|static|sanitized)/test_names/test_another.*", "its name decides nothing yet"),
    (rf"{ALL}/test_stdio/.*(FIFO|socket|controller|dev/tty|console|ptmx).*", "given as well"),
    (
        r"(native|sanitized)/test_directory/.*however_deep.*chdir=\.\]",
        "a long path is not looked at",
    ),
    (r"static/test_directory/.*4096.*option1.*", "a path of more than 4096 bytes is an error"),
    (rf"{ALL}/test_directory/test_an_inherited_directory_(outside|that_was).*", "not looked at"),
]
"""As GAPS, by the test's file and name."""


def mark(item: pytest.Item, launcher: str) -> None:
    """Mark a test that is a known gap of this launcher."""
    for pattern, reason in TESTS:
        if re.fullmatch(pattern, f"{launcher}/{item.path.stem}/{item.name}", re.DOTALL):
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))


def kind_of(name: str, kind: str) -> str:
    """Return the launcher that a given one is like: the gaps are those of what the tests make."""
    names = {"python": "python", "console": "python", "native": "native", "musl": "static"}
    return names[kind] if name == "installed" else name


def gap(request: pytest.FixtureRequest, launcher: Launcher, case: str) -> None:
    """Mark the test as one that fails for this launcher, where the case is a known gap."""
    name = kind_of(launcher.name, launcher.kind)
    for pattern, reason in GAPS:
        if re.fullmatch(pattern, f"{name}/{case}"):
            hangs = "hangs" in reason or "no answer" in reason
            request.applymarker(pytest.mark.xfail(reason=reason, strict=True, run=not hangs))
