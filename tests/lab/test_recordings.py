from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future

import pytest

from dropexec.compat.compare import DISAGREE, check_recording
from tests.lab import collection
from tests.lab.bench import Bench
from tests.lab.collection import Document
from tests.lab.recordings import compare
from tests.lab.roots import debian
from tests.lab.specimen import SPECIMENS, Specimen

pytestmark = [pytest.mark.root, pytest.mark.lab]

every_specimen = pytest.mark.parametrize("specimen", SPECIMENS, ids=str)

# The first to ask waits for the roots to be built.
patient = pytest.mark.timeout(900)

Observe = Callable[[Specimen], list[Document]]


@pytest.fixture(scope="session")
def observe(request: pytest.FixtureRequest) -> Iterator[Observe]:
    """The recordings of a specimen: from the first one asked for, all of this run are made side by side."""
    reason = debian.missing()
    if reason is not None:
        pytest.skip(reason)
    wanted = {
        item.callspec.params["specimen"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and hasattr(item, "callspec") and "observe" in item.fixturenames
    }
    began = time.monotonic()
    with Bench() as bench:
        running: dict[Specimen, Future[list[Document]]] = {
            specimen: bench.submit(specimen) for specimen in SPECIMENS if specimen in wanted
        }
        yield lambda specimen: running[specimen].result()
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\nlab: {len(wanted)} specimens, {time.monotonic() - began:.0f} s with the roots")


@patient
@every_specimen
def test_a_tool_does_what_was_recorded_of_it(specimen: Specimen, observe: Observe) -> None:
    assert compare(specimen, observe(specimen)) == []


@patient
@every_specimen
def test_the_catalogue_agrees_with_what_a_tool_does(specimen: Specimen, observe: Observe) -> None:
    disagreements = [
        f"{recording['scenario']}: {one.behaviour}: {one.reason}"
        for recording in observe(specimen)
        for one in check_recording(recording)
        if one.verdict == DISAGREE
    ]
    assert disagreements == []


def test_every_recording_is_of_something_that_the_lab_probes_or_says_where_it_is_from() -> None:
    probed = {
        path.name
        for specimen in SPECIMENS
        for scenario in specimen.scenarios
        if (path := collection.committed(specimen, scenario)) is not None
    }
    others = [path for path in collection.RECORDINGS.glob("*.json") if path.name not in probed]
    assert [path.name for path in others if not collection.read(path).get("provenance")] == []
