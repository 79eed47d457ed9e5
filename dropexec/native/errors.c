/* The one way to fail. */
#include "launcher.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

bool write_all(int descriptor, const char *text)
{
    /* A pipe without a reader or a file at its limit is an error like any other; the process
     * ends after this. */
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
    for (size_t left = strlen(text); left;) {
        ssize_t written = write(descriptor, text, left);
        if (written < 0 && errno == EINTR)
            continue;
        if (written == 0)
            errno = EIO;
        if (written <= 0)
            return false;
        text += written;
        left -= (size_t)written;
    }
    return true;
}

_Noreturn void fail(int status, const char *format, ...)
{
    static const char name[] = "dropexec: ";
    static char line[8192];
    /* One byte stays for the newline. */
    size_t start = sizeof name - 1, room = sizeof line - start - 1;
    memcpy(line, name, sizeof name);
    va_list arguments;
    va_start(arguments, format);
    size_t length = format_into(line + start, room, format, arguments);
    va_end(arguments);
    size_t end = start + (length < room ? length : room - 1);
    line[end] = '\n';
    line[end + 1] = 0;
    /* Where that fails there is nobody left to tell. */
    (void)write_all(2, line);
    _exit(status);
}

const char *filtered(const char *call)
{
    if (!is_denied())
        return "";
    return format("; does a security module or a seccomp filter refuse %s(2)?", call);
}

_Noreturn void distrust(const char *what, const char *wanted, const char *found)
{
    fail(FAILURE, "cannot trust the kernel: %s set to %s, but read back as %s", what, wanted,
         found);
}

_Noreturn void distrust_number(const char *what, long long wanted, long long found)
{
    distrust(what, format("%lld", wanted), format("%lld", found));
}

const char *reason(void)
{
    return strerror(errno);
}

bool is_denied(void)
{
    return errno == EPERM || errno == EACCES;
}
