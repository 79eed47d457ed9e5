#!python
"""What ``dropexec`` is where a wheel carries no native launcher: the Python one."""

import posix

from dropexec.launcher.entry import main

# Not sys.exit: PYTHONINSPECT would make a prompt of it, and nothing is buffered.
posix._exit(main())
