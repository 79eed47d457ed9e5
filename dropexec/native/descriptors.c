/* Open descriptors: the three standard ones, the ones to keep, and whom the standard ones belong to. */
#include "launcher.h"
#include "kernel.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void fill_standard(void)
{
    for (int descriptor = 0; descriptor < 3; descriptor++) {
        if (fcntl(descriptor, F_GETFD) >= 0)
            continue;
        /* open(2) returns the lowest free number; otherwise the next file opened would get it, and a message go into that. */
        int opened = open("/dev/null", O_RDWR);
        if (opened < 0)
            fail(FAILURE, "cannot open /dev/null as descriptor %d: %s", descriptor, reason());
        if (opened != descriptor)
            fail(FAILURE, "cannot open /dev/null as descriptor %d: got %d", descriptor, opened);
    }
}

struct ids parse_descriptors(struct words words)
{
    struct ids descriptors = {NULL, 0, 0};
    for (size_t i = 0; i < words.count; i++) {
        const char *word = words.word[i];
        bool canonical = all_digits(word) && (*word != '0' || !word[1]) && strlen(word) <= 10;
        unsigned long long number = canonical ? strtoull(word, NULL, 10) : ULLONG_MAX;
        if (number > INT_MAX)
            fail(FAILURE, "cannot use --keep-fds %s: it is not a descriptor's number", quoted(word));
        if (fcntl((int)number, F_GETFD) < 0)
            fail(FAILURE, "cannot keep descriptor %s: %s", word, reason());
        add_id(&descriptors, (gid_t)number);
    }
    sort_ids(&descriptors);
    return descriptors;
}

unsigned listening(char *const *environment)
{
    const char *count = variable(environment, "LISTEN_FDS"), *pid = variable(environment, "LISTEN_PID");
    if (!count || !pid || !all_digits(count) || strlen(count) > 10 || strcmp(pid, format("%d", (int)getpid())) != 0)
        return 0;
    unsigned long long number = strtoull(count, NULL, 10);
    return number < INT_MAX - 3 ? (unsigned)number : INT_MAX - 3;
}

/* What /proc/self/fd lists of a run of descriptors, for kernels before 5.9; never the range up to RLIMIT_NOFILE, which may be
 * a billion. */
static void close_listed(unsigned first, unsigned last)
{
    static _Alignas(8) char buffer[4096]; /* struct linux_dirent64: the record's length at 16, the name at 19 (getdents(2)) */
    int directory = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    long size = -1;
    while (directory >= 0 && (size = syscall(SYS_getdents64, directory, buffer, sizeof buffer)) > 0) {
        unsigned short length;
        for (long at = 0; at < size; at += length) {
            memcpy(&length, buffer + at + 16, sizeof length);
            const char *name = buffer + at + 19;
            unsigned long number = all_digits(name) ? strtoul(name, NULL, 10) : ULONG_MAX;
            if (number >= first && number <= last && number != (unsigned long)directory)
                (void)close((int)number);
        }
    }
    if (size < 0)
        fail(FAILURE, "cannot list the open descriptors in /proc/self/fd: %s; leave out --close-fds or mount /proc", reason());
    (void)close(directory);
}

void close_all_but(const struct ids *kept, unsigned listen)
{
    unsigned first = 3 + listen;
    for (size_t i = 0; i <= kept->count; i++) {
        unsigned next = i < kept->count ? kept->id[i] : (unsigned)INT_MAX + 1;
        if (next > first && syscall(CALL_CLOSE_RANGE, first, next - 1, 0) < 0)
            close_listed(first, next - 1);
        if (next >= first)
            first = next + 1;
    }
}

void give_standard(uid_t uid)
{
    for (int descriptor = 0; descriptor < 3; descriptor++) {
        /* Opening /dev/stdout opens the file behind it anew, with the opener's rights (proc(5), /proc/pid/fd). */
        struct stat status;
        if (fstat(descriptor, &status) < 0)
            fail(FAILURE, "cannot look at descriptor %d: %s", descriptor, reason());
        mode_t mode = status.st_mode;
        bool ours = S_ISFIFO(mode) || S_ISSOCK(mode) || (S_ISCHR(mode) && isatty(descriptor));
        if (ours && status.st_uid != uid && fchown(descriptor, uid, (gid_t)-1) < 0)
            fail(FAILURE, "cannot give descriptor %d to uid %u: %s; it needs CAP_CHOWN, or leave out --chown-stdio",
                 descriptor, uid, reason());
    }
}
