/* Read a text file line by line, in one pass and large pieces. */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static char first_buffer[65536];

bool each_line(const char *path, bool (*visit)(char *line, void *context), void *context)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        if (errno == ENOENT || errno == ENOTDIR || errno == EACCES || errno == EPERM)
            return false;
        fail(FAILURE, "cannot read %s: %s", path, reason());
    }
    char *buffer = first_buffer;
    size_t room = sizeof first_buffer, held = 0;
    ssize_t got;
    bool more = true;
    while (more && (got = read(descriptor, buffer + held, room - held - 1)) != 0) {
        if (got < 0)
            fail(FAILURE, "cannot read %s: %s", path, reason());
        char *line = buffer, *end = buffer + held + got, *newline = memchr(buffer + held, '\n', (size_t)got);
        for (; more && newline; newline = memchr(line, '\n', (size_t)(end - line))) {
            *newline = 0;
            more = visit(line, context);
            line = newline + 1;
        }
        held = (size_t)(end - line);
        char *to = buffer;
        if (held == room - 1) /* one line fills the buffer: a group may have any number of members */
            to = take(room *= 2, 1);
        memmove(to, line, held);
        buffer = to;
    }
    if (more && held) {
        buffer[held] = 0;
        visit(buffer, context);
    }
    if (close(descriptor) < 0)
        fail(FAILURE, "cannot read %s: %s", path, reason());
    return true;
}
