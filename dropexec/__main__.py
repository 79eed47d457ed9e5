"""``python3 -I -m dropexec``: the Python launcher."""

import posix
import sys

if __name__ == "__main__":
    # Without -I or -P the working directory comes first, and a grp.py in it would run as root.
    if not sys.flags.isolated and not getattr(sys.flags, "safe_path", False):
        del sys.path[0]
    from dropexec.launcher import interrupt

    interrupt.restore()
    from dropexec.launcher.entry import main

    # Not sys.exit: PYTHONINSPECT would turn it into a prompt, and nothing is buffered.
    posix._exit(main())
