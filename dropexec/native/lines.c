/* Read a text file line by line, in one pass and large pieces. */
#include "launcher.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* One page: reading once more is cheaper than touching a further one. */
static _Alignas(4096) char first_buffer[4096];

/* Return a line without its leading blanks, as every reader of these files skips them. */
static char *text_of_line(char *line)
{
    while (*line == ' ' || (*line >= '\t' && *line <= '\r'))
        line++;
    return line;
}

/* Return the first newline between two places, or NULL: memchr(3), eight bytes at a time whatever their alignment.  Most of the
 * time in this program's own code goes into finding the ends of short lines. */
static char *newline_in(char *from, const char *end)
{
    const uint64_t every = UINT64_C(0x0101010101010101);
    for (; end - from >= 8; from += 8) {
        uint64_t word;
        memcpy(&word, from, sizeof word);
        word = le64toh(word) ^ every * '\n';
        word = (word - every) & ~word & every * 0x80; /* the lowest bit set is that of the first byte that is zero */
        if (word)
            return from + __builtin_ctzll(word) / 8;
    }
    while (from < end && *from != '\n')
        from++;
    return from < end ? from : NULL;
}

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
        char *line = buffer, *end = buffer + held + got, *newline = newline_in(buffer + held, end);
        for (; more && newline; newline = newline_in(line, end)) {
            *newline = 0;
            more = visit(text_of_line(line), context);
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
        visit(text_of_line(buffer), context);
    }
    if (close(descriptor) < 0)
        fail(FAILURE, "cannot read %s: %s", path, reason());
    return true;
}
