/* Open descriptors: the three standard ones, the ones to keep, and who owns the former. */
#include "launcher.h"
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#define PIPEFS 0x50495045 /* statfs(2), PIPEFS_MAGIC */

static _Noreturn void unexamined(int descriptor)
{
    fail(FAILURE, "cannot examine descriptor %d: %s", descriptor, reason());
}

void fill_standard(void)
{
    for (int descriptor = 0; descriptor < 3; descriptor++) {
        if (fcntl(descriptor, F_GETFD) >= 0)
            continue;
        if (errno != EBADF)
            unexamined(descriptor);
        /* open(2) returns the lowest free number; otherwise the next file opened would get it,
         * and a message would be written into that. */
        int opened = open("/dev/null", O_RDWR);
        if (opened < 0)
            fail(FAILURE, "cannot open /dev/null as descriptor %d: %s", descriptor, reason());
        if (opened != descriptor)
            fail(FAILURE, "cannot open /dev/null as descriptor %d: it became descriptor %d",
                 descriptor, opened);
    }
}

struct id_list parse_descriptors(struct word_list words)
{
    struct id_list descriptors = {NULL, 0, 0};
    for (size_t i = 0; i < words.count; i++) {
        uint64_t number;
        if (!parse_decimal(words.word[i], INT_MAX, &number))
            fail(FAILURE, "cannot use --keep-fds %s: it is not the number of a descriptor",
                 quoted(words.word[i]));
        if (fcntl((int)number, F_GETFD) < 0)
            fail(FAILURE, "cannot keep descriptor %s: %s", words.word[i], reason());
        add_id(&descriptors, (gid_t)number);
    }
    sort_ids(&descriptors);
    return descriptors;
}

unsigned listening(char *const *environment)
{
    const char *fds = variable(environment, "LISTEN_FDS");
    const char *pid = variable(environment, "LISTEN_PID");
    const pid_t ours = own_pid();
    uint64_t count;
    if (!fds || !pid || !parse_decimal(fds, UINT_MAX, &count)
        || strcmp(pid, format("%d", (int)ours)) != 0)
        return 0;
    /* A count that claims too much could keep everything open. */
    for (unsigned number = 3; number < 3 + count; number++)
        if (fcntl((int)number, F_GETFD) < 0)
            fail(FAILURE, "cannot keep descriptor %u of socket activation (LISTEN_FDS=%u): %s",
                 number, (unsigned)count, reason());
    return (unsigned)count;
}

/* Add the descriptors among some records of a directory (getdents(2)): struct linux_dirent64 has
 * the record's length at 16 and the name at 19. */
static void add_descriptors(struct id_list *descriptors, const char *records, long size)
{
    unsigned short length;
    for (long at = 0; at < size; at += length) {
        uint64_t number;
        memcpy(&length, records + at + 16, sizeof length);
        if (parse_decimal(records + at + 19, INT_MAX, &number))
            add_id(descriptors, (gid_t)number);
    }
}

struct id_list opened_descriptors(void)
{
    static _Alignas(8) char buffer[4096];
    struct id_list descriptors = {NULL, 0, 0};
    int directory = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    long size = -1;
    while (directory >= 0
           && (size = syscall(SYS_getdents64, directory, buffer, sizeof buffer)) > 0)
        add_descriptors(&descriptors, buffer, size);
    if (size < 0)
        fail(FAILURE, "cannot list the open descriptors in /proc/self/fd: %s; mount /proc, "
             "or leave out the option that needs it", reason());
    if (!has_id(&descriptors, (gid_t)directory))
        fail(FAILURE, "cannot trust /proc/self/fd: the listing leaves out its own descriptor "
             "(a seccomp filter?)");
    (void)close(directory);
    sort_ids(&descriptors);
    return descriptors;
}

/* An error of close(2) does not tell whether the descriptor is still open: of a file system it is
 * closed all the same. */
static void close_one(int descriptor)
{
    if (close(descriptor) < 0 && fcntl(descriptor, F_GETFD) >= 0)
        fail(FAILURE, "cannot close descriptor %d: close(2) has no effect (a seccomp filter?)",
             descriptor);
}

void close_all_but(const struct id_list *kept, unsigned listen)
{
    unsigned first = 3 + listen;
    /* One more to close: where it stays open, close_range(2) had no effect, whatever it said. */
    int extra = fcntl(0, F_DUPFD, (int)first);
    bool closed = extra >= 0;
    for (size_t i = 0; i <= kept->count; i++) {
        unsigned next = i < kept->count ? kept->id[i] : (unsigned)INT_MAX + 1;
        if (next > first)
            closed = closed && syscall(CALL_CLOSE_RANGE, first, next - 1, 0) == 0;
        if (next >= first)
            first = next + 1;
    }
    if (closed && fcntl(extra, F_GETFD) < 0)
        return;
    /* Before Linux 5.9: what is open, never the range up to RLIMIT_NOFILE, which may be a
     * billion. */
    struct id_list opened = opened_descriptors();
    for (size_t i = 0; i < opened.count; i++)
        if (opened.id[i] >= 3 + listen && !has_id(kept, opened.id[i]))
            close_one((int)opened.id[i]);
}

/* Return whether this is a pseudo-terminal slave (UNIX98_PTY_SLAVE_MAJOR); only a devpts has them
 * (drivers/tty/pty.c). */
static bool is_pts(const struct stat *status)
{
    unsigned driver = major(status->st_rdev);
    return S_ISCHR(status->st_mode) && driver >= 136 && driver < 144;
}

/* Opening /dev/stdout opens the file behind it anew, with the opener's rights (proc(5),
 * /proc/pid/fd). Everything else is left alone: a file or FIFO with a name, and a device such as
 * /dev/tty or /dev/console, would stay the target's for everybody. */
void give_standard(uid_t uid)
{
    for (int descriptor = 0; descriptor < 3; descriptor++) {
        struct stat status;
        struct statfs system = {.f_type = 0};
        if (fstat(descriptor, &status) < 0
            || (S_ISFIFO(status.st_mode) && fstatfs(descriptor, &system) < 0))
            unexamined(descriptor);
        bool given = status.st_uid != uid && (is_pts(&status) || system.f_type == PIPEFS);
        if (given && fchown(descriptor, uid, (gid_t)-1) < 0)
            fail(FAILURE, "cannot give descriptor %d to uid %u: %s%s", descriptor, uid, reason(),
                 despite("fchown", CAPABILITY_CHOWN,
                         "; it needs CAP_CHOWN, or leave out --chown-stdio"));
    }
}
