"""``python3 -m dropexec.ctl`` is dropexecctl."""

from dropexec.ctl import main

if __name__ == "__main__":
    main(prog_name="dropexecctl")
