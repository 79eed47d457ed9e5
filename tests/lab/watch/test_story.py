"""The story itself."""

from __future__ import annotations

from pathlib import Path

from tests.lab.watch.story import THREADS, told
from tests.lab.watch.watcher import watching


def test_watch_names_the_second_daemon_its_parent_the_thread_and_the_file(tmp_path: Path) -> None:
    with told(tmp_path) as story, watching(story.pid) as watcher:
        assert len(list(Path(f"/proc/{story.pid}/task").iterdir())) > THREADS
        story.go_on()
        found = watcher.signal("TERM")
        end = watcher.end()
        assert watcher.wait().status == 0
    sender = found["sender"]
    assert sender["argv"] == ["/bin/sh", story.second, str(story.pid_file)]
    assert sender["comm"] == "second-daemon"
    assert sender["ancestors"][0] == {"pid": story.pid, "comm": "java"}
    assert found["target"] == {"pid": story.pid, "tid": story.tid, "comm": story.thread}
    assert (found["addressed_thread"], found["pid_file"]) == (True, str(story.pid_file))
    assert (end["pid"], end["end"], end["by"]) == (story.pid, {"status": 143}, sender)
