/* The attributes of this process that options change before the credentials: each is parsed, set, and read back. */
#include "launcher.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The sixteen limits of getrlimit(2), by their names in limits.conf(5) and prlimit(1). */
static const struct { char name[12]; int resource; } limits[] = {
    {"as", RLIMIT_AS}, {"core", RLIMIT_CORE}, {"cpu", RLIMIT_CPU}, {"data", RLIMIT_DATA}, {"fsize", RLIMIT_FSIZE},
    {"locks", RLIMIT_LOCKS}, {"memlock", RLIMIT_MEMLOCK}, {"msgqueue", RLIMIT_MSGQUEUE}, {"nice", RLIMIT_NICE},
    {"nofile", RLIMIT_NOFILE}, {"nproc", RLIMIT_NPROC}, {"rss", RLIMIT_RSS}, {"rtprio", RLIMIT_RTPRIO}, {"rttime", RLIMIT_RTTIME},
    {"sigpending", RLIMIT_SIGPENDING}, {"stack", RLIMIT_STACK},
};
#define LIMIT_NAMES "as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack"

/* signal(7).  RTMIN is 34 with glibc, which keeps two real-time signals for itself, and 35 with musl, which keeps three. */
static const struct { char name[8]; int number; } signals[] = {
    {"ABRT", SIGABRT}, {"ALRM", SIGALRM}, {"BUS", SIGBUS}, {"CHLD", SIGCHLD}, {"CLD", SIGCHLD}, {"CONT", SIGCONT}, {"FPE", SIGFPE},
    {"HUP", SIGHUP}, {"ILL", SIGILL}, {"INT", SIGINT}, {"IO", SIGIO}, {"IOT", SIGABRT}, {"KILL", SIGKILL}, {"PIPE", SIGPIPE},
    {"POLL", SIGIO}, {"PROF", SIGPROF}, {"PWR", SIGPWR}, {"QUIT", SIGQUIT}, {"RTMAX", 64}, {"RTMIN", 34}, {"SEGV", SIGSEGV},
#ifdef SIGSTKFLT
    {"STKFLT", SIGSTKFLT},
#endif
    {"STOP", SIGSTOP}, {"SYS", SIGSYS}, {"TERM", SIGTERM}, {"TRAP", SIGTRAP}, {"TSTP", SIGTSTP}, {"TTIN", SIGTTIN},
    {"TTOU", SIGTTOU}, {"URG", SIGURG}, {"USR1", SIGUSR1}, {"USR2", SIGUSR2}, {"VTALRM", SIGVTALRM}, {"WINCH", SIGWINCH},
    {"XCPU", SIGXCPU}, {"XFSZ", SIGXFSZ},
};

int parse_integer(const char *option, const char *text, int lowest, int highest)
{
    const char *digits = text + (*text == '-');
    bool canonical = all_digits(digits) && (*digits != '0' || strcmp(text, "0") == 0) && strlen(digits) <= 10;
    long long value = canonical ? strtoll(text, NULL, 10) : 0;
    if (!canonical || value < lowest || value > highest)
        fail(FAILURE, "cannot use %s %s: it is not a number from %d to %d", option, quoted(text), lowest, highest);
    return (int)value;
}

mode_t parse_mode(const char *text)
{
    size_t length = strlen(text);
    unsigned long mode = length > 0 && length <= 4 && strspn(text, "01234567") == length ? strtoul(text, NULL, 8) : 01000;
    if (mode > 0777)
        fail(FAILURE, "cannot use --umask %s: it is not an octal mask from 0 to 0777", quoted(text));
    return (mode_t)mode;
}

int parse_signal(const char *text)
{
    unsigned long number = 0;
    if (all_digits(text)) {
        number = *text != '0' && strlen(text) <= 2 ? strtoul(text, NULL, 10) : 0;
    } else {
        const char *name = strncasecmp(text, "SIG", 3) == 0 ? text + 3 : text;
        for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
            if (strcasecmp(name, signals[i].name) == 0)
                number = (unsigned long)signals[i].number;
    }
    if (number < 1 || number > 64)
        fail(FAILURE, "cannot use --pdeathsig %s: no such signal", quoted(text));
    return (int)number;
}

static rlim_t parse_bound(const char *whole, const char *text)
{
    if (strcmp(text, "unlimited") == 0)
        return RLIM_INFINITY;
    unsigned long long value = all_digits(text) && strlen(text) <= 19 && (*text != '0' || !text[1]) ? strtoull(text, NULL, 10) : ULLONG_MAX;
    if (value > LLONG_MAX)
        fail(FAILURE, "cannot use --rlimit %s: a limit is a number below 2^63, or unlimited", quoted(whole));
    return value;
}

struct limit parse_limit(const char *text)
{
    struct limit limit = {NULL, 0, {0, 0}};
    size_t length = strcspn(text, "=");
    for (size_t i = 0; text[length] && i < sizeof limits / sizeof *limits; i++)
        if (strlen(limits[i].name) == length && memcmp(limits[i].name, text, length) == 0)
            limit = (struct limit){limits[i].name, limits[i].resource, {0, 0}};
    if (!limit.name)
        fail(FAILURE, "cannot use --rlimit %s: it is not NAME=SOFT[:HARD] with one of these names: " LIMIT_NAMES, quoted(text));
    const char *soft = text + length + 1, *colon = strchr(soft, ':');
    limit.value.rlim_cur = parse_bound(text, colon ? copy(soft, (size_t)(colon - soft)) : soft);
    limit.value.rlim_max = colon ? parse_bound(text, colon + 1) : limit.value.rlim_cur;
    if (limit.value.rlim_cur > limit.value.rlim_max) /* RLIM_INFINITY is the largest rlim_t */
        fail(FAILURE, "cannot use --rlimit %s: the soft limit is above the hard one", quoted(text));
    return limit;
}

static void compare(const char *what, long long wanted, long long found)
{
    if (wanted != found)
        fail(FAILURE, "cannot trust the kernel: the %s was set to %lld and reads back as %lld", what, wanted, found);
}

void set_oom_score_adj(int value)
{
    char *wanted = format("%d\n", value), found[32] = "";
    int descriptor = open("/proc/self/oom_score_adj", O_RDWR | O_CLOEXEC);
    if (descriptor < 0 || write(descriptor, wanted, strlen(wanted)) < 0 || pread(descriptor, found, sizeof found - 1, 0) < 0
        || close(descriptor) < 0)
        fail(FAILURE, "cannot set the out-of-memory score adjustment to %d: %s%s", value, reason(),
             errno == EPERM || errno == EACCES ? "; lowering it needs CAP_SYS_RESOURCE" : "");
    compare("out-of-memory score adjustment", value, strtoll(found, NULL, 10));
}

static const char *shown(rlim_t value)
{
    return value == RLIM_INFINITY ? "unlimited" : format("%llu", (unsigned long long)value);
}

void set_limit(const struct limit *limit)
{
    const struct rlimit *wanted = &limit->value;
    struct rlimit found;
    if (setrlimit(limit->resource, wanted) < 0)
        fail(FAILURE, "cannot set the limit %s to %s:%s: %s; raising the hard limit needs CAP_SYS_RESOURCE%s",
             limit->name, shown(wanted->rlim_cur), shown(wanted->rlim_max), reason(),
             limit->resource == RLIMIT_NOFILE ? ", and fs.nr_open bounds it for everybody" : "");
    if (getrlimit(limit->resource, &found) < 0)
        fail(FAILURE, "cannot read the limit %s: %s", limit->name, reason());
    if (found.rlim_cur != wanted->rlim_cur || found.rlim_max != wanted->rlim_max)
        fail(FAILURE, "cannot trust the kernel: the limit %s was set to (%lld, %lld) and reads back as (%lld, %lld)", limit->name,
             (long long)wanted->rlim_cur, (long long)wanted->rlim_max, (long long)found.rlim_cur, (long long)found.rlim_max);
}

void set_nice(int value)
{
    if (setpriority(PRIO_PROCESS, 0, value) < 0)
        fail(FAILURE, "cannot set the nice value to %d: %s%s", value, reason(),
             errno == EPERM || errno == EACCES ? "; lowering it needs CAP_SYS_NICE or the limit nice" : "");
    compare("nice value", value, getpriority(PRIO_PROCESS, 0));
}
