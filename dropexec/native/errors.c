/* The one way to fail, and how a message shows untrusted text. */
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

_Noreturn void distrust(const char *what, const char *wanted, const char *found)
{
    fail(FAILURE, "cannot trust the kernel: %s set to %s, but read back as %s", what, wanted,
         found);
}

const char *quoted(const char *text)
{
    enum { SHOWN = 200 };
    static const char hex[] = "0123456789abcdef";
    size_t length = strnlen(text, SHOWN + 1);
    char *result = allocate(4 * SHOWN + sizeof "\"\"...", 1), *end = result;
    *end++ = '"';
    for (size_t i = 0; i < length && i < SHOWN; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte < 0x20 || byte >= 0x7f) {
            memcpy(end, (char[]){'\\', 'x', hex[byte >> 4], hex[byte & 15]}, 4);
            end += 4;
        } else {
            if (byte == '"' || byte == '\\')
                *end++ = '\\';
            *end++ = (char)byte;
        }
    }
    memcpy(end, "\"...", length > SHOWN ? 4 : 1); /* and a NUL: fresh memory is zero */
    return result;
}

const char *reason(void)
{
    return strerror(errno);
}

bool is_denied(void)
{
    return errno == EPERM || errno == EACCES;
}
