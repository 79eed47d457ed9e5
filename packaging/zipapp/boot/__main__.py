"""Start the launcher where the interpreter was told to run the archive: ``python3 -IS dropexec.pyz``."""

import boot

boot.run()
