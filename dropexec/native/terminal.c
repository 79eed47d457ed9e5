/* Give up the controlling terminal without a fork. */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void disassociate(void)
{
    int opened = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (opened < 0 && errno == ENXIO)
        return;
    if (opened < 0 && errno != ENOENT) /* a root without /dev: the terminal can still be one of the standard descriptors */
        fail(FAILURE, "cannot give up the controlling terminal: /dev/tty: %s", reason());
    /* For the leader of a session TIOCNOTTY also sends SIGHUP to the foreground process group, which this process is in. */
    struct sigaction ignore = {.sa_handler = SIG_IGN}, previous;
    if (sigaction(SIGHUP, &ignore, &previous) < 0)
        fail(FAILURE, "cannot give up the controlling terminal: %s", reason());
    for (int descriptor = opened < 0 ? 0 : opened; descriptor < (opened < 0 ? 3 : opened + 1); descriptor++)
        if (ioctl(descriptor, TIOCNOTTY) < 0 && errno != ENOTTY)
            fail(FAILURE, "cannot give up the controlling terminal: %s", reason());
    if (sigaction(SIGHUP, &previous, NULL) < 0 || (opened >= 0 && close(opened) < 0))
        fail(FAILURE, "cannot give up the controlling terminal: %s", reason());
}

void detach(void)
{
    /* setsid(2) does it, so that TIOCSTI cannot push input (ioctl_tty(2)), but is refused to the leader of a process group. */
    if (setsid() < 0)
        disassociate();
    if (open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC) >= 0)
        fail(FAILURE, "cannot give up the controlling terminal: /dev/tty still opens");
    if (errno != ENXIO && errno != ENOENT)
        fail(FAILURE, "cannot see that the controlling terminal is gone: /dev/tty: %s", reason());
}
