"""Name services that refuse, time out or are not there: no account is taken for missing.

The services are the tests' own (tests/lab/nss); the static launcher reads the account files alone.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.contract.etc import Etc
from tests.contract.gaps import gap
from tests.contract.launch import Launcher, Outcome

REFUSING = {
    "dxrefuses": "Connection refused",
    "dxagain": "Resource temporarily unavailable",
    "dxbroken": "Input/output error|I/O error",
    "dxlate": "Connection timed out|Operation timed out",
    "dxgrows": "database|name service",
}


def files_only(launcher: Launcher) -> bool:
    """Whether it reads the account files itself and asks no service."""
    return launcher.kind == "musl" or launcher.name == "sanitized"


def run(launcher: Launcher, etc: Etc, services: Path, sources: str, *arguments: str) -> Outcome:
    """Run with these sources of passwd and group."""
    etc.write("nsswitch.conf", f"passwd: {sources}\ngroup: {sources}\n".encode())
    return launcher.run(*arguments, *launcher.report, env={"LD_LIBRARY_PATH": str(services)})


@pytest.mark.parametrize(
    "sources",
    [
        "files",
        "sss files systemd",
        "files sss",
        "files systemd",
        "files dxmissing",
        "dxmissing files",
        "files dxabsent",
        "dxabsent files",
        "files dxhas",
        "files dxrefuses",
        "files dxagain",
        "files dxbroken",
        "files dxlate",
    ],
)
@pytest.mark.parametrize("spec", ["dxuser", "5001", "dxuser:dxother"])
def test_a_local_account_works_whatever_comes_besides_its_own_source(
    launcher: Launcher, etc: Etc, services: Path, sources: str, spec: str, request: pytest.FixtureRequest
) -> None:
    gap(request, launcher, f"local/{sources}/{spec}")
    found = run(launcher, etc, services, sources, spec).report
    groups = [5004] if ":" in spec else [5001, 5002, 5003]
    assert (found["uids"], found["groups"]) == ([5001] * 4, groups)


@pytest.mark.parametrize(
    "sources", ["files sss", "files dxmissing", "files dxabsent", "dxmissing dxabsent files"]
)
def test_a_source_that_is_not_there_is_empty(
    launcher: Launcher, etc: Etc, services: Path, sources: str
) -> None:
    message = run(launcher, etc, services, sources, "dxzzz").refused()
    assert message.startswith('cannot find user "dxzzz": no such account'), message
    message = run(launcher, etc, services, sources, "7999").refused()
    assert "7999:7999" in message
    found = run(launcher, etc, services, sources, "7999:7999").report
    assert (found["uids"], found["groups"]) == ([7999] * 4, [7999])


@pytest.mark.parametrize("service", REFUSING)
@pytest.mark.parametrize("spec", ["dxzzz", "7999", "7999:7999", "dxuser:dxzzz", "dxuser:7999"])
def test_a_source_that_refuses_is_an_error_and_no_missing_account(
    launcher: Launcher, etc: Etc, services: Path, service: str, spec: str, request: pytest.FixtureRequest
) -> None:
    gap(request, launcher, f"refusing/{service}/{spec}")
    outcome = run(launcher, etc, services, f"files {service}", spec)
    if files_only(launcher):
        assert outcome.status == (0 if spec in ("7999:7999", "dxuser:7999") else 125)
        return
    message = outcome.refused()
    assert re.search(REFUSING[service], message), message
    for wrong in (
        "no such account",
        "no such group",
        "no account has",
        "7999:7999",
        "out of memory",
        "did you",
    ):
        assert wrong not in message


def test_an_account_of_another_source_gets_all_of_its_groups(
    launcher: Launcher, etc: Etc, services: Path
) -> None:
    outcome = run(launcher, etc, services, "files dxhas", "dxremote")
    if files_only(launcher):
        message = outcome.refused()
        assert message.startswith('cannot find user "dxremote": no such account')
        return
    assert outcome.report["groups"] == list(range(300000, 302000))


def test_an_account_of_which_a_source_has_only_the_ids_is_one_without_home_and_shell(
    launcher: Launcher, etc: Etc, services: Path
) -> None:
    outcome = run(launcher, etc, services, "files dxhas", "--clear-groups", "dxnull")
    if files_only(launcher):
        assert outcome.refused().startswith('cannot find user "dxnull": no such account')
        return
    environment = outcome.report["environment"]
    assert [environment[name] for name in ("HOME", "SHELL")] == ["/", "/bin/sh"]
    assert outcome.report["uids"] == [5201] * 4


def test_a_build_that_reads_the_files_alone_says_so(
    launcher: Launcher, etc: Etc, services: Path, request: pytest.FixtureRequest
) -> None:
    gap(request, launcher, "files-only")
    message = run(launcher, etc, services, "files dxhas", "dxzzz").refused()
    assert ("reads /etc/passwd only" in message) == files_only(launcher)


def test_no_source_is_enumerated(launcher: Launcher, etc: Etc, services: Path) -> None:
    """Each service of the tests' own aborts where somebody enumerates it."""
    outcome = run(launcher, etc, services, "files dxhas", "dxzzz")
    assert outcome.status == 125
