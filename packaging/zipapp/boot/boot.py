"""Run the launcher from its archive: from the bundle if this Python made it, or from lib/."""

import marshal
import posix
import sys
import zipimport
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType


class Bundle:
    """Finds and loads the modules of the bundle: one member read once, not one for each module."""

    def __init__(self, data: memoryview) -> None:
        end = 4 + int.from_bytes(data[:4], "little")
        self.index: dict[str, tuple[bool, int, int]] = marshal.loads(data[4:end])
        self.codes = data[end:]

    def find_spec(self, name: str, path: object = None, target: object = None) -> "ModuleSpec | None":
        """Return the specification of a bundled module, or None (importlib.abc.MetaPathFinder)."""
        found = self.index.get(name)
        if found is None:
            return None
        # A loader by its methods; importlib.abc, whose class it would inherit, is an import too many.
        return ModuleSpec(name, self, origin=name, is_package=found[0])  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> None:
        """Have the import system make an ordinary module."""

    def exec_module(self, module: "ModuleType") -> None:
        """Run the module's code."""
        _, start, end = self.index[module.__name__]
        exec(marshal.loads(self.codes[start:end]), module.__dict__)


def run() -> None:
    """Run the launcher and end with its exit status."""
    archive = sys.argv[0] = sys.path[0]
    sys.path[0] = archive + "/lib"
    data = zipimport.zipimporter(archive).get_data(archive + "/bundle")
    if data.startswith(MAGIC_NUMBER):
        sys.meta_path.insert(0, Bundle(memoryview(data)[len(MAGIC_NUMBER) :]))
    from dropexec.launcher import interrupt

    interrupt.restore()
    from dropexec.launcher.entry import main

    # Not sys.exit: PYTHONINSPECT would turn it into a prompt, and nothing is buffered.
    posix._exit(main())
