from __future__ import annotations

import pytest

from tests.lab.supervised.example import EXAMPLES
from tests.lab.supervised.upstart_job import Job


def test_the_example_needs_no_shell() -> None:
    job = Job.parse((EXAMPLES / "upstart/kafka.conf").read_text(encoding="utf-8"))
    assert (job.kill_timeout, job.respawn) == (300, True)
    assert job.argv[:3] == ["/usr/local/bin/dropexec", "kafka", "/opt/kafka/bin/kafka-server-start.sh"]


def test_the_defaults_are_those_of_upstart() -> None:
    assert Job.parse("exec /bin/true\n") == Job("/bin/true", kill_timeout=5, respawn=False)


@pytest.mark.parametrize("character", "~`!$^&*()=|\\{}[];\"'<>?")
def test_a_command_with_a_character_of_the_shells_is_run_by_one(character: str) -> None:
    command = f"/bin/echo {character}"
    assert Job(command).argv == ["/bin/sh", "-e", "-c", f"exec {command}", "/bin/sh"]


@pytest.mark.parametrize("stanza", ["expect fork", "setuid kafka", "kill signal INT", "respawn limit 2 3"])
def test_a_stanza_that_is_not_modelled_is_an_error(stanza: str) -> None:
    with pytest.raises(ValueError, match=f"unknown stanza: {stanza}"):
        Job.parse(f"exec /bin/true\n{stanza}\n")
