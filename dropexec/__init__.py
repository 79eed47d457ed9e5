"""Become another user in the same process: the launcher's parts for daemons that drop by themselves.

>>> import dropexec
>>> account = dropexec.resolve("www-data")                    # look up, change nothing
>>> dropexec.drop_privileges(account)                         # this process, for good
>>> dropexec.run(dropexec.Plan.parse(["kafka", "/opt/kafka/bin/kafka-server-start.sh"]))  # never returns

The names are imported when first used, so that ``import dropexec`` costs the launcher nothing.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dropexec.launcher.account import Account, resolve
    from dropexec.launcher.errors import DropexecError
    from dropexec.launcher.plan import Plan
    from dropexec.privileges import drop_privileges, run

__all__ = ["Account", "DropexecError", "Plan", "drop_privileges", "resolve", "run"]


_HOMES = {
    "Account": "dropexec.launcher.account",
    "DropexecError": "dropexec.launcher.errors",
    "Plan": "dropexec.launcher.plan",
    "drop_privileges": "dropexec.privileges",
    "resolve": "dropexec.launcher.account",
    "run": "dropexec.privileges",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'dropexec' has no attribute {name!r}")
    value: object = getattr(__import__(home, fromlist=[name]), name)
    return value
