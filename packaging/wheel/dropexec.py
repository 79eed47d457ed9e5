#!python
"""What ``dropexec`` is where a wheel carries no native launcher: the Python one."""

import sys

from dropexec.launcher.entry import main

sys.exit(main())
