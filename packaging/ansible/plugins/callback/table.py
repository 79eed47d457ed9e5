"""Ansible callback: one table of what doctor says on all hosts, when the playbook has ended."""

from __future__ import annotations

DOCUMENTATION = r"""
name: table
type: aggregate
short_description: One table of what dropexecctl doctor says on all hosts
version_added: "0.1.0"
description:
  - Collects what P(dropexec.fleet.dropexec_doctor#module) returned on each host, and prints one table at the
    end, worst first.
  - A host that could not be reached, or whose doctor failed to run, is a row.
author:
  - The dropexec authors
options:
  format:
    description: What is printed at the end.
    type: str
    choices: [text, json]
    default: text
    env:
      - name: DROPEXEC_FLEET_FORMAT
    ini:
      - section: callback_dropexec_fleet
        key: format
  json_file:
    description: A file on the controller for the table as JSON, with every host's report.
    type: path
    env:
      - name: DROPEXEC_FLEET_JSON
    ini:
      - section: callback_dropexec_fleet
        key: json_file
requirements:
  - enabled in the configuration, C(callbacks_enabled = dropexec.fleet.table)
"""

import json
import os
import shutil
import tempfile
from typing import Any

from ansible.plugins.callback import CallbackBase
from ansible_collections.dropexec.fleet.plugins.plugin_utils.fleet import Fleet

_ACTIONS = frozenset({"dropexec_doctor", "dropexec.fleet.dropexec_doctor"})


class CallbackModule(CallbackBase):  # type: ignore[misc] # ansible-core has no annotations
    """Collect the results of a run, and print the table when it has ended."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "dropexec.fleet.table"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._fleet = Fleet()
        self._examined = False

    def v2_runner_on_start(self, host: Any, task: Any) -> None:
        """Note a host that takes part."""
        self._examined |= task.action in _ACTIONS
        self._fleet.seen(host.get_name())

    def v2_runner_on_ok(self, result: Any) -> None:
        """Take a report."""
        host, task, value = _parts(result)
        if task.action in _ACTIONS and "report" in value:
            self._fleet.reported(host, value["report"])

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """Take the report of a doctor that failed as it was told to, or the reason why there is none."""
        host, task, value = _parts(result)
        if task.action in _ACTIONS and "report" in value:
            self._fleet.reported(host, value["report"])
            return
        message = _message(value, "it failed without a message")
        if task.action in _ACTIONS:
            self._fleet.failed(host, message)
        elif not ignore_errors:
            self._fleet.stopped(host, f"task {task.get_name()}: {message}")

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """Take the reason for which a host was not reached."""
        host, _, value = _parts(result)
        self._fleet.unreachable(host, _message(value, "it was not reached"))

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """Print the table, where the run had anything to do with doctor."""
        if not self._examined:
            return
        table = json.dumps(self._fleet.to_json(), indent=2)
        path = self.get_option("json_file")
        if path:
            _write(os.path.expanduser(path), f"{table}\n")
        if self.get_option("format") == "json":
            self._display.display(table)
        else:
            columns = min(shutil.get_terminal_size((80, 24)).columns, 110)
            self._display.display(f"\n{self._fleet.text(columns)}")


def _parts(result: Any) -> tuple[str, Any, dict[str, Any]]:
    """Return the host's name, the task and the value of a result (ansible-core 2.19 renamed all three)."""
    if hasattr(result, "result"):
        return result.host.get_name(), result.task, result.result
    return result._host.get_name(), result._task, result._result


def _message(value: dict[str, Any], otherwise: str) -> str:
    """Return a failure's words without those that Ansible puts in front of every failure."""
    message = str(value.get("msg") or otherwise)
    for prefix in ("Task failed: ", "Module failed: "):
        message = message.removeprefix(prefix)
    return message


def _write(path: str, text: str) -> None:
    """Replace a file as a whole: whoever reads it meanwhile has the old table or the new one."""
    directory = os.path.dirname(os.path.abspath(path))
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=directory, delete=False) as file:
        file.write(text)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)
