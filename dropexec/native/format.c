/* Make texts as printf(3) does, which in a static libc brings floating point along, a third of the
 * executable. */
#include "launcher.h"

#include <string.h>

enum { DIGITS = 24 };

/* Write the digits of a number, the last one first, before end; return where they begin. */
static const char *digits(char *end, unsigned long long number, unsigned base)
{
    do
        *--end = (char)('0' + number % base);
    while (number /= base);
    return end;
}

/* Return the text of the next argument of a conversion and move format behind it. */
static const char *conversion(const char **format, va_list *arguments, char buffer[DIGITS])
{
    char *end = buffer + DIGITS - 1;
    *end = 0;
    if (strncmp(*format, "%04o", 4) == 0) {
        *format += 4;
        unsigned mode = va_arg(*arguments, unsigned);
        const char *text = digits(end, mode, 8);
        while (end - text < 4)
            text = memset(buffer + (text - buffer) - 1, '0', 1);
        return text;
    }
    bool wide = (*format)[1] == 'l';
    char kind = (*format)[wide ? 3 : 1];
    *format += wide ? 4 : 2;
    if (kind == 's')
        return va_arg(*arguments, const char *);
    if (kind == 'u')
        return digits(end, wide ? va_arg(*arguments, unsigned long long)
                                : va_arg(*arguments, unsigned), 10);
    long long number = wide ? va_arg(*arguments, long long) : va_arg(*arguments, int);
    unsigned long long size = (unsigned long long)number;
    if (number < 0)
        size = 0 - size;
    const char *text = digits(end, size, 10);
    return number < 0 ? memset(buffer + (text - buffer) - 1, '-', 1) : text;
}

size_t format_into(char *buffer, size_t room, const char *format, va_list arguments)
{
    size_t length = 0;
    va_list rest;
    va_copy(rest, arguments);
    while (*format) {
        char number[DIGITS];
        const char *piece = format;
        size_t span = strcspn(format, "%");
        if (span == 0) {
            piece = conversion(&format, &rest, number);
            span = strlen(piece);
        } else {
            format += span;
        }
        for (size_t i = 0; i < span && length + i < room - 1; i++)
            buffer[length + i] = piece[i];
        length += span;
    }
    va_end(rest);
    buffer[length < room ? length : room - 1] = 0;
    return length;
}
