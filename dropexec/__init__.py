"""Become another user in the same process: the launcher's parts for daemons that drop by themselves.

>>> import dropexec
>>> account = dropexec.resolve("www-data")                    # look up, change nothing
>>> dropexec.drop_privileges(account)                         # this process, for good
>>> dropexec.run(dropexec.Plan.parse(["kafka", "/opt/kafka/bin/kafka-server-start.sh"]))  # exec, never returns

The names are imported when first used, so that ``import dropexec`` costs the launcher nothing.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dropexec.launcher.account import Account, resolve
    from dropexec.launcher.errors import DropexecError
    from dropexec.launcher.plan import Plan
    from dropexec.privileges import drop_privileges, run

__all__ = ["Account", "DropexecError", "Plan", "drop_privileges", "resolve", "run"]


def __getattr__(name: str) -> object:
    if name in ("Account", "resolve"):
        from dropexec.launcher import account as module
    elif name == "DropexecError":
        from dropexec.launcher import errors as module
    elif name == "Plan":
        from dropexec.launcher import plan as module
    elif name in ("drop_privileges", "run"):
        from dropexec import privileges as module
    else:
        raise AttributeError(f"module 'dropexec' has no attribute {name!r}")
    value: object = getattr(module, name)
    return value
