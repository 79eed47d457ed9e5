"""``python3 -m dropexec.ctl`` is dropexecctl."""

from dropexec.application import main

if __name__ == "__main__":
    main()
