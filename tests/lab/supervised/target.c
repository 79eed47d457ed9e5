/* The target of the lab of supervisors: a static program that tells a log what happens to it, a whole line at a time.

   target LOG [--stop-seconds N] [--exit-status N] [--notify-fd N]

   It writes "hello from PID" to stdout and stderr once, and to LOG (created, appended to):
     ready pid=… ppid=… uid=… gid=… groups=…    and listen_fds=, watchdog_usec=, notify=yes where its environment says so
     hup                                        SIGHUP: it would reload
     term, after --stop-seconds (6) stopped     SIGTERM; then it exits with --exit-status (0)
   SIGUSR1: it exits with status 7 at once.  SIGUSR2: it dies of SIGSEGV.  What it speaks with its supervisor: sd_notify(3) and
   sd_watchdog_enabled(3), sd_listen_fds(3) (a connection to descriptor 3 is answered with the PID), and a newline to
   --notify-fd, as s6-supervise wants it. */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { LISTEN_FD = 3, LINE = 4096, CRASH_STATUS = 7 };

static int log_fd;

/* One write(2) to a file opened with O_APPEND: whoever follows the log never sees half a line. */
__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
    char line[LINE];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line - 1, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof line - 1)
        errx(2, "a line of the log is too long");
    line[length++] = '\n';
    if (write(log_fd, line, (size_t)length) != length)
        err(2, "cannot write to the log");
}

/* The value of an environment variable as a number, 0 where it is not set. */
static uint64_t number(const char *name)
{
    const char *value = getenv(name);
    return value ? strtoull(value, NULL, 10) : 0;
}

/* sd_notify(3): one datagram to $NOTIFY_SOCKET; a leading @ is the abstract namespace of unix(7). */
static void notify(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    if (!path)
        return;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(path);
    if (length >= sizeof address.sun_path)
        errx(2, "NOTIFY_SOCKET is too long");
    memcpy(address.sun_path, path, length);
    if (*path == '@')
        address.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    if (fd < 0 || sendto(fd, state, strlen(state), 0, (struct sockaddr *)&address, size) < 0)
        err(2, "cannot notify");
    close(fd);
}

/* The time is for Type=notify-reload, systemd.service(5): by it systemd knows that this is the reload it asked for. */
static void notify_reloading(void)
{
    char state[64];
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) < 0)
        err(2, "cannot read the clock");
    snprintf(state, sizeof state, "RELOADING=1\nMONOTONIC_USEC=%llu",
             (unsigned long long)now.tv_sec * 1000000 + (unsigned long long)now.tv_nsec / 1000);
    notify(state);
}

static int timer(uint64_t microseconds, int repeat)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    struct timespec time = {(time_t)(microseconds / 1000000), (long)(microseconds % 1000000) * 1000};
    struct itimerspec spec = {.it_value = time};
    if (repeat)
        spec.it_interval = time;
    if (fd < 0 || timerfd_settime(fd, 0, &spec, NULL) < 0)
        err(2, "cannot set a timer");
    return fd;
}

static void say_ready(void)
{
    char rest[LINE / 2] = "";
    size_t used = 0;
    gid_t groups[64];
    int count = getgroups(64, groups);
    if (count < 0)
        err(2, "cannot read the groups");
    for (int i = 0; i < count; i++)
        used += (size_t)sprintf(rest + used, "%s%u", i ? "," : "", (unsigned)groups[i]);
    if (getenv("LISTEN_FDS"))
        used += (size_t)sprintf(rest + used, " listen_fds=%llu", (unsigned long long)number("LISTEN_FDS"));
    if (getenv("WATCHDOG_USEC"))
        used += (size_t)sprintf(rest + used, " watchdog_usec=%llu", (unsigned long long)number("WATCHDOG_USEC"));
    if (getenv("NOTIFY_SOCKET"))
        strcpy(rest + used, " notify=yes");
    say("ready pid=%d ppid=%d uid=%u gid=%u groups=%s", (int)getpid(), (int)getppid(), (unsigned)getuid(),
        (unsigned)getgid(), rest);
}

/* Die as by a fault of its own, without a core dump in somebody's directory. */
static void die(void)
{
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    signal(SIGSEGV, SIG_DFL);
    sigset_t all;
    sigemptyset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    /* Not raise(3): PID 1 of a container gets no signal without a handler from inside, but for a real fault. */
    volatile char *page = mmap(NULL, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *page = 0;
}

static void answer(void)
{
    int fd = accept4(LISTEN_FD, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0)
        err(2, "cannot accept");
    dprintf(fd, "%d\n", (int)getpid());
    close(fd);
}

/* Until --stop-seconds after SIGTERM. */
static void serve(int signals, int watchdog, int listening, int stop_seconds)
{
    struct pollfd events[] = {{signals, POLLIN, 0}, {watchdog, POLLIN, 0}, {listening, POLLIN, 0}, {-1, POLLIN, 0}};
    while (!events[3].revents) {
        if (poll(events, 4, -1) < 0)
            err(2, "cannot wait");
        uint64_t times;
        if (events[1].revents && read(watchdog, &times, sizeof times) > 0)
            notify("WATCHDOG=1");
        if (events[2].revents)
            answer();
        if (!events[0].revents)
            continue;
        struct signalfd_siginfo signal;
        if (read(signals, &signal, sizeof signal) != sizeof signal)
            err(2, "cannot read a signal");
        if (signal.ssi_signo == SIGUSR1)
            exit(CRASH_STATUS);
        if (signal.ssi_signo == SIGUSR2)
            die();
        if (signal.ssi_signo == SIGHUP) {
            say("hup");
            notify_reloading();
            notify("READY=1");
        }
        if (signal.ssi_signo == SIGTERM && events[3].fd < 0) {
            say("term");
            notify("STOPPING=1");
            /* A timer of nothing would never end: timerfd_settime(2) disarms it. */
            events[3].fd = timer(stop_seconds ? (uint64_t)stop_seconds * 1000000 : 1, 0);
        }
    }
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc % 2)
        errx(2, "usage: target LOG [--stop-seconds N] [--exit-status N] [--notify-fd N]");
    log_fd = open(argv[1], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (log_fd < 0)
        err(2, "cannot open %s", argv[1]);
    int stop_seconds = 6, exit_status = 0, notify_fd = -1;
    for (int i = 2; i < argc; i += 2) {
        int value = atoi(argv[i + 1]);
        if (!strcmp(argv[i], "--stop-seconds"))
            stop_seconds = value;
        else if (!strcmp(argv[i], "--exit-status"))
            exit_status = value;
        else if (!strcmp(argv[i], "--notify-fd"))
            notify_fd = value;
        else
            errx(2, "unknown option %s", argv[i]);
    }

    sigset_t caught;
    sigemptyset(&caught);
    for (const int *each = (const int[]){SIGHUP, SIGTERM, SIGUSR1, SIGUSR2, 0}; *each; each++)
        sigaddset(&caught, *each);
    sigprocmask(SIG_BLOCK, &caught, NULL);
    int signals = signalfd(-1, &caught, SFD_CLOEXEC);
    if (signals < 0)
        err(2, "cannot take signals");
    int ours = number("LISTEN_FDS") && number("LISTEN_PID") == (uint64_t)getpid();
    int listening = ours ? LISTEN_FD : -1;
    int others = getenv("WATCHDOG_PID") && number("WATCHDOG_PID") != (uint64_t)getpid();
    int guarded = number("WATCHDOG_USEC") && !others;
    int watchdog = guarded ? timer(number("WATCHDOG_USEC") / 2, 1) : -1;

    dprintf(1, "hello from %d\n", (int)getpid());
    dprintf(2, "hello from %d\n", (int)getpid());
    say_ready();
    notify("READY=1");
    if (notify_fd >= 0 && (write(notify_fd, "\n", 1) != 1 || close(notify_fd) < 0))
        err(2, "cannot write to the notification descriptor");

    serve(signals, watchdog, listening, stop_seconds);
    say("stopped");
    return exit_status;
}
