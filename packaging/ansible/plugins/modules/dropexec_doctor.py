#!/usr/bin/python
"""Ansible module: run dropexecctl doctor on a host and return its report."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: dropexec_doctor
short_description: Examine a host with dropexecctl doctor
version_added: "0.1.0"
description:
  - Runs C(dropexecctl doctor --json) on the host and returns its report.
  - Nothing on the host is changed.
author:
  - The dropexec authors
options:
  checks:
    description: The checks to make; all of them where this is empty. C(dropexecctl doctor --list) lists them.
    type: list
    elements: str
    default: []
  probe:
    description: Whether to run the host's su over a witness as well. It is not run in check mode.
    type: bool
    default: false
  candidate:
    description: A launcher on the host to be judged in the place of the one on PATH.
    type: path
  root:
    description: Another root directory on the host to be examined, as files alone.
    type: path
  executable:
    description: The dropexecctl to run, a path or a name to be found on PATH.
    type: str
    default: dropexecctl
  fail_on:
    description:
      - Which status of a check makes the task fail.
      - The task fails in any case where doctor cannot be run.
    type: str
    choices: [never, fail, unknown, warn]
    default: never
attributes:
  check_mode:
    description: Can run in check mode, where it does the same without O(probe).
    support: full
  diff_mode:
    description: There is nothing that could differ.
    support: none
requirements:
  - dropexecctl on the host
"""

EXAMPLES = r"""
- name: Examine the host
  dropexec.fleet.dropexec_doctor:
  register: doctor

- name: Fail where a PID file names a thread of another process
  dropexec.fleet.dropexec_doctor:
    checks: [pid-files]
    fail_on: fail

- name: Judge a new launcher before it is put in place
  dropexec.fleet.dropexec_doctor:
    candidate: /root/dropexec.new
    fail_on: unknown
"""

RETURN = r"""
report:
  description: What C(dropexecctl doctor --json) printed.
  returned: where doctor ran
  type: dict
  contains:
    format:
      description: Always C(dropexec-doctor/1).
      type: str
    host:
      description: The node's name.
      type: str
    time:
      description: When it was examined, in UTC.
      type: str
    version:
      description: Of dropexecctl.
      type: str
    checks:
      description: The checks, each with its C(name), C(status), C(message) and C(details).
      type: list
      elements: dict
worst:
  description: The worst status of a check, one of C(pass), C(warn), C(unknown), C(fail).
  returned: where doctor ran
  type: str
"""

import json
from typing import Any

from ansible.module_utils.basic import AnsibleModule

FORMAT = "dropexec-doctor/1"
STATUSES = ("pass", "warn", "unknown", "fail")
ARGUMENTS = {
    "checks": {"type": "list", "elements": "str", "default": []},
    "probe": {"type": "bool", "default": False},
    "candidate": {"type": "path"},
    "root": {"type": "path"},
    "executable": {"type": "str", "default": "dropexecctl"},
    "fail_on": {"type": "str", "choices": ["never", "fail", "unknown", "warn"], "default": "never"},
}


def main() -> None:
    """Run doctor; exit with its report, or fail where there is none."""
    module = AnsibleModule(
        argument_spec=ARGUMENTS,
        supports_check_mode=True,
        mutually_exclusive=[("root", "probe"), ("root", "candidate")],
    )
    given = module.params
    argv = [given["executable"], "doctor", "--json"]
    argv += [f"--check={name}" for name in given["checks"]]
    argv += [f"--{name}={given[name]}" for name in ("candidate", "root") if given[name]]
    if given["probe"] and not module.check_mode:
        argv.append("--probe")
    try:
        status, printed, said = module.run_command(argv, handle_exceptions=False)
    except OSError as error:
        cure = "install dropexecctl there (role dropexec.fleet.dropexec)"
        module.fail_json(msg=f"cannot run {argv[0]}: {error.strerror}; {cure}")
        return
    report = read(printed)
    if report is None:
        line = (said or printed).strip().rpartition("\n")[2]
        module.fail_json(msg=f"dropexecctl doctor gave no report: {line or f'status {status}'}", rc=status)
        return
    worst = max((check["status"] for check in report["checks"]), key=STATUSES.index, default="pass")
    result = {"changed": False, "report": report, "worst": worst}
    if given["fail_on"] != "never" and STATUSES.index(worst) >= STATUSES.index(given["fail_on"]):
        first = next(check for check in report["checks"] if check["status"] == worst)
        module.fail_json(msg=f"{first['name']}: {first['message']}", **result)
    module.exit_json(**result)


def read(printed: str) -> dict[str, Any] | None:
    """Return the report that doctor printed, None where it is none."""
    try:
        report = json.loads(printed)
        statuses = [check["status"] for check in report["checks"]]
    except (ValueError, KeyError, TypeError):
        return None
    known = isinstance(report, dict) and report.get("format") == FORMAT
    return report if known and set(statuses) <= set(STATUSES) else None


if __name__ == "__main__":
    main()
