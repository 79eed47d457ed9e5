"""Ctrl-C while the launcher starts."""

import _signal


def restore() -> None:
    """Let SIGINT end the process, as it ends any program that does not handle it.

    Python catches SIGINT and shows a traceback. A caller that ignores it has no such handler (signal(3) in
    CPython's signal module), and execve(2) passes that on.
    """
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        try:
            _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
        except OSError:
            pass  # the handler ends the launcher too, and execve(2) resets it for the target
