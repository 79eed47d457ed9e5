"""dropexec under the supervisors that people run it under: the shipped examples, started for real.

To add a supervisor: write its example into packaging/examples, with the words of example.py (the launcher's
path, the account kafka, COMMAND, 300 s to stop), so that `Example` can fill it in for dropexec and for su.
Write one file here with a class that fulfils `Manager` (manager.py: start, stop, restart, reload, pid,
ends, outer and, where it has something of its own, features), and put the class into MANAGERS of
catalogue.py. `trial.run` does the rest: it leads the service through its life, once for each launcher, and
returns `Facts`, which ``python3 -m tests.lab.supervised`` prints and test_supervised.py asserts. The target
(target.c) says what happens to it in a `Log`, a FIFO, to be made in a directory without a sticky bit and
bound or mounted to where the service runs. It and the launcher are `Artefacts`, static executables; the
account is account.py's, in the files of whatever root or image there is. A supervisor that Debian packages
and that needs no boot derives from `Resident` and has a `Room`: a throw-away layer over a cached Debian 12,
with a PID 1 that reaps. PIDs are those that the supervisor says; `Manager.outer`, for which `pids.outer`
serves any PID namespace, makes them this machine's.
"""
