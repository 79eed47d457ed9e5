/* The one way to fail, and how a message shows text that it does not trust. */
#include "launcher.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

bool write_all(int descriptor, const char *text)
{
    /* A pipe without a reader or a file at its limit is an error like any other; the process ends after this. */
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
    for (size_t left = strlen(text); left;) {
        ssize_t written = write(descriptor, text, left);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            text += written;
            left -= (size_t)written;
        }
    }
    return true;
}

/* Write a formatted text and its NUL into a buffer, cut at its end; return the whole length.  It knows %s, %d, %u, %lld and %llu:
 * printf(3) of a static libc brings floating point along, a third of the executable. */
static size_t compose(char *buffer, size_t room, const char *format, va_list arguments)
{
    size_t length = 0;
    while (*format) {
        char digits[24], *digit = digits + sizeof digits;
        const char *piece = format;
        size_t span = strcspn(format, "%");
        format += span;
        if (span == 0) {
            bool wide = format[1] == 'l';
            format += wide ? 3 : 1;
            if (*format == 's') {
                piece = va_arg(arguments, const char *);
                span = strlen(piece);
            } else {
                long long number = *format == 'u' && !wide ? va_arg(arguments, unsigned) : !wide ? va_arg(arguments, int)
                                                                                                 : va_arg(arguments, long long);
                bool negative = *format == 'd' && number < 0;
                unsigned long long left = negative ? 0 - (unsigned long long)number : (unsigned long long)number;
                do
                    *--digit = (char)('0' + left % 10);
                while (left /= 10);
                if (negative)
                    *--digit = '-';
                piece = digit;
                span = (size_t)(digits + sizeof digits - digit);
            }
            format++;
        }
        for (size_t i = 0; i < span && length + i < room - 1; i++)
            buffer[length + i] = piece[i];
        length += span;
    }
    buffer[length < room ? length : room - 1] = 0;
    return length;
}

_Noreturn void fail(int status, const char *format, ...)
{
    static const char name[] = "dropexec: ";
    static char line[8192];
    size_t start = sizeof name - 1, room = sizeof line - start - 1; /* one byte stays for the newline */
    memcpy(line, name, sizeof name);
    va_list arguments;
    va_start(arguments, format);
    size_t length = compose(line + start, room, format, arguments);
    va_end(arguments);
    size_t end = start + (length < room ? length : room - 1);
    line[end] = '\n';
    line[end + 1] = 0;
    /* A stderr that takes nothing is no reason to do anything else. */
    (void)write_all(2, line);
    _exit(status);
}

const char *quoted(const char *text)
{
    enum { SHOWN = 200 };
    static const char hex[] = "0123456789abcdef";
    size_t length = strnlen(text, SHOWN + 1);
    char *result = take(4 * SHOWN + sizeof "\"\"...", 1), *end = result;
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

char *format(const char *format, ...)
{
    char none[1];
    va_list arguments;
    va_start(arguments, format);
    size_t room = compose(none, sizeof none, format, arguments) + 1;
    va_end(arguments);
    char *result = take(room, 1);
    va_start(arguments, format);
    (void)compose(result, room, format, arguments);
    va_end(arguments);
    return result;
}
