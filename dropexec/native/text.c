/* Texts that a message is made of: they live until the exec. */
#include "launcher.h"

#include <string.h>

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

char *format(const char *format, ...)
{
    char none[1];
    va_list arguments;
    va_start(arguments, format);
    size_t room = format_into(none, sizeof none, format, arguments) + 1;
    va_end(arguments);
    char *result = allocate(room, 1);
    va_start(arguments, format);
    (void)format_into(result, room, format, arguments);
    va_end(arguments);
    return result;
}
