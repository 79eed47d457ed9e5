"""``python3 -I -m dropexec``: the Python launcher."""

import _signal
import posix
import sys

if __name__ == "__main__":
    # Ctrl-C from here on is no traceback; before, it is the interpreter's.
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    # Without -I or -P the working directory comes first, and a grp.py in it would run as root.
    if not sys.flags.isolated and not getattr(sys.flags, "safe_path", False):
        del sys.path[0]
    from dropexec.launcher.entry import main

    # Not sys.exit: PYTHONINSPECT would make a prompt of it, and nothing is buffered.
    posix._exit(main())
