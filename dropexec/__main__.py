"""``python3 -I -m dropexec``: the Python launcher."""

import sys

from dropexec.launcher.entry import main

if __name__ == "__main__":
    sys.exit(main())
