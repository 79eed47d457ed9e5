/* The attributes of this process that options change: each is parsed, set and read back. */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The sixteen limits of getrlimit(2), by their names in limits.conf(5) and prlimit(1). */
static const struct { char name[12]; int resource; } limits[] = {LIMIT_ROWS};

/* signal(7). RTMIN is 34 with glibc, which keeps two real-time signals for itself, and 35 with
 * musl, which keeps three; here it is 34 everywhere. */
static const struct { char name[8]; int number; } signals[] = {SIGNAL_ROWS};

int parse_integer(enum option option, const char *text)
{
    const struct option_row *row = &option_rows[option];
    bool negative = *text == '-';
    uint64_t size;
    bool canonical = parse_decimal(text + negative, INT16_MAX, &size) && !(negative && size == 0);
    int value = canonical ? (negative ? -(int)size : (int)size) : 0;
    if (!canonical || value < row->lowest || value > row->highest)
        fail(FAILURE, "cannot use --%s %s: it is not a number from %d to %d", row->name,
             quoted(text), row->lowest, row->highest);
    return value;
}

mode_t parse_mode(const char *text)
{
    const char *digits = text;
    size_t length = strnlen(text, 5);
    bool octal = length > 0 && length <= 4 && strspn(text, "01234567") == length;
    uint64_t mode = octal ? read_digits(&digits, 8) : 01000;
    if (mode > 0777)
        fail(FAILURE, "cannot use --umask %s: it is not an octal mask from 0 to 0777",
             quoted(text));
    return (mode_t)mode;
}

int parse_signal(const char *text)
{
    uint64_t number = 0;
    if (all_digits(text)) {
        if (!parse_decimal(text, HIGHEST_SIGNAL, &number))
            number = 0;
    } else {
        const char *name = strncasecmp(text, "SIG", 3) == 0 ? text + 3 : text;
        for (size_t i = 0; i < COUNT_OF(signals); i++)
            if (strcasecmp(name, signals[i].name) == 0)
                number = (uint64_t)signals[i].number;
    }
    if (number == 0)
        fail(FAILURE, "cannot use --pdeathsig %s: no such signal", quoted(text));
    return (int)number;
}

/* getpid(3) and getppid(3) may be compiled as what never fails. */
pid_t own_pid(void)
{
    long pid = syscall(SYS_getpid);
    if (pid < 0)
        fail(FAILURE, "cannot tell the PID of this process: getpid(2) failed");
    return (pid_t)pid;
}

pid_t parent_pid(void)
{
    long pid = syscall(SYS_getppid);
    if (pid < 0)
        fail(FAILURE, "cannot tell the parent of this process: getppid(2) failed");
    return (pid_t)pid;
}

static struct rlimit limit_now(const struct limit *limit)
{
    struct rlimit found = {0, 0};
    if (getrlimit(limit->resource, &found) < 0)
        fail(FAILURE, "cannot read the limit %s: %s", limit->name, reason());
    return found;
}

static rlim_t parse_bound(const char *whole, const char *text)
{
    uint64_t value;
    if (strcmp(text, "unlimited") == 0)
        return RLIM_INFINITY;
    if (!parse_decimal(text, INT64_MAX, &value))
        fail(FAILURE, "cannot use --rlimit %s: a limit is a number below 2^63 or unlimited; "
             "the soft one may also be hard", quoted(whole));
    return value;
}

struct limit parse_limit(const char *text)
{
    struct limit limit = {NULL, 0, {0, 0}};
    size_t length = strcspn(text, "=");
    for (size_t i = 0; text[length] && i < COUNT_OF(limits); i++)
        if (strlen(limits[i].name) == length && memcmp(limits[i].name, text, length) == 0)
            limit = (struct limit){limits[i].name, limits[i].resource, {0, 0}};
    if (!limit.name)
        fail(FAILURE, "cannot use --rlimit %s: it is not NAME=SOFT[:HARD] with one of these names: "
             LIMIT_NAMES, quoted(text));
    const char *soft = text + length + 1, *colon = strchr(soft, ':');
    soft = colon ? copy(soft, (size_t)(colon - soft)) : soft;
    bool hard = strcmp(soft, "hard") == 0; /* the present hard limit of this process */
    limit.value.rlim_cur = hard ? limit_now(&limit).rlim_max : parse_bound(text, soft);
    limit.value.rlim_max = colon ? parse_bound(text, colon + 1) : limit.value.rlim_cur;
    if (limit.value.rlim_cur > limit.value.rlim_max) /* RLIM_INFINITY is the largest rlim_t */
        fail(FAILURE, "cannot use --rlimit %s: the soft limit is above the hard one", quoted(text));
    return limit;
}

void set_oom_score_adj(int value)
{
    char *wanted = format("%d\n", value), found[32] = "";
    int descriptor = open("/proc/self/oom_score_adj", O_RDWR | O_CLOEXEC);
    if (descriptor < 0 || write(descriptor, wanted, strlen(wanted)) < 0
        || pread(descriptor, found, sizeof found - 1, 0) < 0 || close(descriptor) < 0)
        fail(FAILURE, "cannot set the out-of-memory score adjustment to %d: %s%s", value, reason(),
             despite("write", CAPABILITY_SYS_RESOURCE, "; lowering it needs CAP_SYS_RESOURCE"));
    if (strcmp(found, wanted) != 0)
        distrust("out-of-memory score adjustment", format("%d", value),
                 copy(found, strcspn(found, "\n")));
}

static const char *shown_bound(rlim_t value)
{
    return value == RLIM_INFINITY ? "unlimited" : format("%llu", (unsigned long long)value);
}

static const char *shown_limit(const struct rlimit *value)
{
    return format("%s:%s", shown_bound(value->rlim_cur), shown_bound(value->rlim_max));
}

static bool same_limits(const struct rlimit *left, const struct rlimit *right)
{
    return left->rlim_cur == right->rlim_cur && left->rlim_max == right->rlim_max;
}

/* As setrlimit(3), without the walk through all threads that musl has for Linux before 2.6.36. */
static int set_resource(int resource, const struct rlimit *value)
{
    int result = prlimit(0, resource, value, NULL);
#ifdef SYS_setrlimit
    if (result < 0 && errno == ENOSYS) { /* the older call has a long's width */
        rlim_t soft = value->rlim_cur, hard = value->rlim_max;
        unsigned long bounds[] = {soft < ULONG_MAX ? (unsigned long)soft : ULONG_MAX,
                                  hard < ULONG_MAX ? (unsigned long)hard : ULONG_MAX};
        result = (int)syscall(SYS_setrlimit, resource, bounds);
    }
#endif
    return result;
}

/* Set a limit to a value on the way to the one that is asked for. */
static void set_limit(const struct limit *limit, const struct rlimit *step, bool raises)
{
    if (set_resource(limit->resource, step) < 0)
        fail(FAILURE, "cannot set the limit %s to %s: %s%s", limit->name,
             shown_limit(&limit->value), reason(),
             raises ? raising_hint(limit->resource) : filtered("prlimit"));
    struct rlimit found = limit_now(limit);
    if (!same_limits(&found, step))
        distrust(format("limit %s", limit->name), shown_limit(step), shown_limit(&found));
}

void raise_limit(const struct limit *limit)
{
    struct rlimit now = limit_now(limit), wanted = limit->value;
    if (limit->resource != RLIMIT_NPROC) {
        wanted.rlim_cur = wanted.rlim_cur > now.rlim_cur ? wanted.rlim_cur : now.rlim_cur;
        wanted.rlim_max = wanted.rlim_max > now.rlim_max ? wanted.rlim_max : now.rlim_max;
    }
    if (!same_limits(&now, &wanted))
        set_limit(limit, &wanted, wanted.rlim_max > now.rlim_max);
}

void lower_limit(const struct limit *limit)
{
    struct rlimit now = limit_now(limit);
    if (!same_limits(&now, &limit->value))
        set_limit(limit, &limit->value, false);
}

void set_nice(int value)
{
    if (setpriority(PRIO_PROCESS, 0, value) < 0)
        fail(FAILURE, "cannot set the nice value to %d: %s%s", value, reason(),
             despite("setpriority", CAPABILITY_SYS_NICE,
                     "; lowering it needs CAP_SYS_NICE or the limit nice"));
    errno = 0; /* -1 is a nice value as well (getpriority(2)) */
    int found = getpriority(PRIO_PROCESS, 0);
    if (errno)
        fail(FAILURE, "cannot read the nice value: %s", reason());
    if (found != value)
        distrust_number("nice value", value, found);
}

/* The call reports no error: a filter's comes back as an odd mask, and one that does nothing
 * looks like any other. Each call returns the mask before it, so two more show that this one
 * counted. */
void set_umask(mode_t mask)
{
    mode_t other = mask ^ 0777;
    (void)umask(mask);
    if (umask(other) != mask || umask(mask) != other)
        fail(FAILURE, "cannot set the umask to %04o: umask(2) has no effect (a seccomp filter?)",
             (unsigned)mask);
}
