/* The one way to write a number on the command line: decimal, canonical, within bounds. */
#include "launcher.h"

#include <stdlib.h>
#include <string.h>

bool all_digits(const char *text)
{
    return *text && !text[strspn(text, "0123456789")];
}

bool parse_decimal(const char *text, uint64_t most, uint64_t *value)
{
    enum { LONGEST = 19 }; /* of no value above 2^64 */
    if (!all_digits(text) || (*text == '0' && text[1]) || strnlen(text, LONGEST + 1) > LONGEST)
        return false;
    *value = strtoull(text, NULL, 10);
    return *value <= most;
}
