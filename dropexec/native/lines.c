/* Read a text file line by line, in one pass and large pieces. */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* One page: reading once more is cheaper than touching a further one. */
static _Alignas(4096) char first_buffer[4096];

/* Return a line without its leading blanks, as every reader of these files skips them. */
static char *text_of_line(char *line)
{
    while (is_blank(*line))
        line++;
    return line;
}

/* Return the first place between two where the last two bytes of a word stand, or the end.  Sixteen places at a time: where there
 * are thousands of accounts, looking at each line would cost more than all the rest. */
static char *ending_of(const char *word, char *from, const char *end)
{
    typedef uint8_t piece __attribute__((vector_size(16)));
    const char *last = word + strlen(word) - 1;
    const uint8_t before = (uint8_t)last[-1], at = (uint8_t)last[0];
    for (; end - from > 16; from += 16) {
        piece here, next, both;
        uint64_t half[2];
        memcpy(&here, from, sizeof here);
        memcpy(&next, from + 1, sizeof next);
        both = (piece)((here == before) & (next == at));
        memcpy(half, &both, sizeof half);
        if (half[0] | half[1])
            break;
    }
    while (end - from > 1 && ((uint8_t)from[0] != before || (uint8_t)from[1] != at))
        from++;
    return end - from > 1 ? from : (char *)end;
}

/* Return the start of the first line that may have a word in it, at or after line; end follows a newline. */
static char *line_with(const char *word, char *line, char *end)
{
    char *newline = word ? memrchr(line, '\n', (size_t)(ending_of(word, line, end) - line)) : NULL;
    return newline ? newline + 1 : line;
}

bool each_line(const char *path, const char *word, bool (*visit)(char *line, void *context), void *context)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        if (errno == ENOENT || errno == ENOTDIR || errno == EACCES || errno == EPERM)
            return false;
        fail(FAILURE, "cannot read %s: %s", path, reason());
    }
    if (word && strlen(word) < 2)
        word = NULL;
    char *buffer = first_buffer;
    size_t room = sizeof first_buffer, held = 0;
    ssize_t got;
    bool more = true;
    while (more && (got = read(descriptor, buffer + held, room - held - 1)) != 0) {
        if (got < 0)
            fail(FAILURE, "cannot read %s: %s", path, reason());
        char *line = buffer, *end = buffer + held + got, *newline = memrchr(buffer + held, '\n', (size_t)got);
        char *whole = newline ? newline + 1 : buffer;
        while (more && (line = line_with(word, line, whole)) < whole) {
            newline = memchr(line, '\n', (size_t)(whole - line));
            *newline = 0;
            more = visit(text_of_line(line), context);
            line = newline + 1;
        }
        held = (size_t)(end - whole);
        char *to = buffer;
        if (held == room - 1) /* one line fills the buffer: a group may have any number of members */
            to = take(room *= 2, 1);
        memmove(to, whole, held);
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
