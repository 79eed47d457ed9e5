/* Give up the controlling terminal without a fork. */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

static const char TTY[] = "/dev/tty";

/* Return whether a descriptor is open in the target and a terminal. A refused question is an error;
 * isatty(3) does not tell it from an answer. */
static bool passes_terminal(int descriptor)
{
    struct termios settings;
    int flags = fcntl(descriptor, F_GETFD);
    if (flags < 0 && errno != EBADF)
        fail(FAILURE, "cannot tell whether descriptor %d passes: %s", descriptor, reason());
    if (flags < 0 || flags & FD_CLOEXEC)
        return false;
    bool terminal = tcgetattr(descriptor, &settings) == 0;
    if (!terminal && errno != ENOTTY && errno != EBADF) /* EBADF: opened with O_PATH */
        fail(FAILURE, "cannot tell whether descriptor %d is a terminal: %s", descriptor, reason());
    return terminal;
}

/* Return whether a terminal is the controlling one. tcgetpgrp(3) answers for that one, and for the
 * master of any pseudo-terminal: /dev/ptmx, or one of PTY_MASTER_MAJOR (drivers/tty/pty.c). */
static bool controls(int descriptor)
{
    struct stat status;
    if (fstat(descriptor, &status) < 0 || tcgetpgrp(descriptor) < 0)
        return false;
    return status.st_rdev != makedev(5, 2) && major(status.st_rdev) != 2;
}

static void check_descriptor(int descriptor, bool leader)
{
    if (!passes_terminal(descriptor))
        return;
    if (leader)
        fail(FAILURE, "cannot use --no-tty: this process leads its session and descriptor %d is a "
             "terminal, so the target could take it back; redirect it, or start without a terminal",
             descriptor);
    if (!controls(descriptor))
        fail(FAILURE, "cannot use --no-tty: descriptor %d is a terminal other than the controlling "
             "one, so the target could take it; redirect it, or start without a terminal",
             descriptor);
}

/* A session leader without a controlling terminal gets one with TIOCSCTTY (ioctl_tty(2)), unless
 * it is another session's. The target will lead a session, or a child of it can. What it cannot
 * take is the terminal that this session has from another leader; of any other one nobody can tell
 * whether it controls a session: that of a shell on /dev/console does not. */
void check_terminal(const struct id_list *passing)
{
    pid_t session = getsid(0);
    if (session < 0)
        fail(FAILURE, "cannot tell the session of this process: %s", reason());
    bool leader = session == own_pid();
    for (int descriptor = 0; descriptor < 3; descriptor++)
        check_descriptor(descriptor, leader);
    struct id_list opened = passing ? *passing : opened_descriptors();
    for (size_t i = 0; i < opened.count; i++)
        check_descriptor((int)opened.id[i], leader);
}

static _Noreturn void not_given_up(void)
{
    fail(FAILURE, "cannot give up the controlling terminal: %s", reason());
}

/* Let TIOCNOTTY do it, on /dev/tty or, in a root without it, on whichever descriptor is the
 * controlling terminal. For the leader of a session it also sends SIGHUP to the foreground
 * process group, which this process is in: that is ignored meanwhile. */
static void disassociate(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, previous;
    int ours = open(TTY, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (ours < 0 && errno == ENXIO)
        return;
    if (ours < 0 && errno != ENOENT)
        fail(FAILURE, "cannot give up the controlling terminal: %s: %s", TTY, reason());
    struct id_list others = {NULL, 0, 0};
    if (ours < 0)
        others = opened_descriptors();
    if (sigaction(SIGHUP, &ignore, &previous) < 0)
        not_given_up();
    if (ours >= 0 && ioctl(ours, TIOCNOTTY) < 0)
        not_given_up();
    for (size_t i = 0; i < others.count; i++)
        /* The descriptor of another file, or of a terminal that is not the controlling one. */
        if (ioctl((int)others.id[i], TIOCNOTTY) < 0 && errno != ENOTTY && errno != EINVAL
            && errno != EBADF)
            not_given_up();
    if (sigaction(SIGHUP, &previous, NULL) < 0 || (ours >= 0 && close(ours) < 0))
        not_given_up();
}

static _Noreturn void unverified(int error)
{
    errno = error;
    fail(FAILURE, "cannot verify that the controlling terminal is gone: %s: %s", TTY, reason());
}

/* Return whether there is a controlling terminal, where there is no /dev/tty to open (proc(5),
 * /proc/pid/stat, tty_nr). */
static bool has_terminal(void)
{
    char text[1024];
    int descriptor = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    ssize_t length = descriptor < 0 ? -1 : read(descriptor, text, sizeof text - 1);
    if (length < 0 || close(descriptor) < 0)
        unverified(ENOENT);
    text[length] = 0;
    /* The name of the program is in parentheses and may have any byte in it; state, ppid, pgrp,
     * session and tty_nr follow. */
    const char *field = strrchr(text, ')');
    for (int blanks = 0; field && blanks < 5; blanks++)
        field = strchr(field + 1, ' ');
    if (!field)
        unverified(ENOENT);
    return strncmp(field, " 0 ", 3) != 0;
}

void detach_terminal(void)
{
    /* setsid(2) does it, so that TIOCSTI cannot push input (ioctl_tty(2)), but is refused to the
     * leader of a process group. */
    if (setsid() < 0)
        disassociate();
    if (open(TTY, O_RDWR | O_NOCTTY | O_CLOEXEC) >= 0)
        fail(FAILURE, "cannot give up the controlling terminal: /dev/tty still opens");
    if (errno == ENXIO)
        return;
    if (errno != ENOENT)
        unverified(errno);
    if (has_terminal())
        fail(FAILURE, "cannot give up the controlling terminal: /proc/self/stat still has it");
}
