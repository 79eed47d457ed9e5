"""What ``dropexec`` is where a wheel carries no native launcher: the Python one, isolated.

The build hook writes the first line, which names the interpreter and has -IB: nothing of the caller's HOME,
PYTHON* or working directory is read (python(1)), and no bytecode is written: Python would make its directory
with the caller's umask. The modules are those beside this script: its bin/ belongs to the prefix that they
are installed below, which may be a virtual environment that the interpreter does not know.
"""

import os
import site
import sys

PREFIX = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
LIBRARY = f"{PREFIX}/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"

sys.path.insert(0, LIBRARY)
site.addsitedir(LIBRARY)

from dropexec.launcher import interrupt  # noqa: E402 - found only now

interrupt.restore()

from dropexec.launcher.entry import main  # noqa: E402

# Not sys.exit: PYTHONINSPECT would turn it into a prompt, and nothing is buffered.
os._exit(main())
