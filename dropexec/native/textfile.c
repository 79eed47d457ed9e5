/* Read the system's text files (passwd, group, login.defs) without trusting what they are: in
 * one pass and large pieces. */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One page: reading once more is cheaper than touching a further one. */
static _Alignas(4096) char first_buffer[4096];

/* What has been read and not been visited yet: held bytes of a line without an end. */
struct reading { int descriptor; char *buffer; size_t room, held; };

static _Noreturn void unreadable(const char *path)
{
    fail(FAILURE, "cannot read %s: %s", path, reason());
}

/* Open a file; return -1 where it does not exist. */
static int open_regular(const char *path)
{
    /* O_NONBLOCK: opening a FIFO would wait for a writer. O_NOCTTY: a terminal would become the
     * controlling one (open(2)). musl's open(3) makes one call more for O_CLOEXEC. */
    int descriptor = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat status;
    if (descriptor < 0 && (errno == ENOENT || errno == ENOTDIR))
        return -1;
    bool socket = descriptor < 0 && errno == ENXIO; /* open(2) */
    if (!socket && (descriptor < 0 || fstat(descriptor, &status) < 0))
        unreadable(path);
    if (socket || !S_ISREG(status.st_mode))
        fail(FAILURE, "cannot read %s: it is not a regular file", path);
    return descriptor;
}

/* Return a line without its leading blanks, as every reader of these files skips them. */
static char *without_blanks(char *line)
{
    while (is_blank(*line))
        line++;
    return line;
}

/* Sixteen bytes, looked at together; clang and GCC make them of what registers a machine has. */
typedef unsigned char bytes __attribute__((vector_size(16)));
typedef uint64_t halves __attribute__((vector_size(16)));

/* Return where a text has a word, or NULL: only places that have its first byte and its last one
 * are compared. memmem(3) of zig's C library takes 36 instructions a byte. */
static char *find(const char *word, char *text, size_t size)
{
    size_t length = strlen(word), at = 0, places = size < length ? 0 : size - length + 1;
    bytes first = (bytes){0} + (unsigned char)word[0], begin;
    bytes last = (bytes){0} + (unsigned char)word[length - 1], finish;
    while (at < places) {
        for (; at + sizeof begin <= places; at += sizeof begin) {
            memcpy(&begin, text + at, sizeof begin);
            memcpy(&finish, text + at + length - 1, sizeof finish);
            halves possible = (halves)((begin == first) & (finish == last));
            if (possible[0] | possible[1])
                break;
        }
        for (size_t left = sizeof begin; left && at < places; left--, at++)
            if (text[at] == *word && memcmp(text + at, word, length) == 0)
                return text + at;
    }
    return NULL;
}

/* Return the start of the first line that may have the word in it, at or after line; end follows a
 * newline. */
static char *line_with(const char *word, char *line, char *end)
{
    if (!word || !*word || line == end)
        return line;
    char *found = find(word, line, (size_t)(end - line));
    char *newline = memrchr(line, '\n', (size_t)((found ? found : end) - line));
    return newline ? newline + 1 : line;
}

/* Move the line without an end to the start of the buffer, or of one twice as large where it
 * fills it: a group may have any number of members. */
static void keep_rest(struct reading *reading, const char *rest, size_t length)
{
    char *buffer = reading->buffer;
    if (length == reading->room - 1)
        buffer = allocate(reading->room *= 2, 1);
    memmove(buffer, rest, length);
    reading->buffer = buffer;
    reading->held = length;
}

/* Read a piece; return its length, 0 at the end of the file. */
static size_t read_piece(struct reading *reading, const char *path)
{
    size_t room = reading->room - reading->held - 1;
    char *fresh = reading->buffer + reading->held;
    ssize_t got = read(reading->descriptor, fresh, room < PIECE ? room : PIECE);
    if (got < 0)
        unreadable(path);
    /* No other line of a piece can be too long than the one that an earlier piece began. */
    char *newline = memchr(fresh, '\n', (size_t)got);
    if ((newline ? newline : fresh + got) - reading->buffer > LONGEST_LINE)
        fail(FAILURE, "cannot read %s: a line is longer than %d bytes", path, LONGEST_LINE);
    return (size_t)got;
}

bool each_line(const char *path, const char *word, bool (*visit)(char *line, void *context),
               void *context)
{
    struct reading reading = {open_regular(path), first_buffer, sizeof first_buffer, 0};
    if (reading.descriptor < 0)
        return false;
    bool more = true;
    for (size_t got; (got = read_piece(&reading, path)) > 0;) {
        char *start = reading.buffer, *fresh = start + reading.held;
        char *newline = memrchr(fresh, '\n', got), *whole = newline ? newline + 1 : start;
        for (char *line = start; more && (line = line_with(word, line, whole)) < whole;) {
            newline = memchr(line, '\n', (size_t)(whole - line));
            *newline = 0;
            more = visit(without_blanks(line), context);
            line = newline + 1;
        }
        if (!more)
            break;
        keep_rest(&reading, whole, (size_t)(fresh + got - whole));
    }
    if (more && reading.held) {
        reading.buffer[reading.held] = 0;
        visit(without_blanks(reading.buffer), context);
    }
    if (close(reading.descriptor) < 0)
        unreadable(path);
    return true;
}
