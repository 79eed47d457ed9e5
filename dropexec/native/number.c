/* Read numbers; on the command line only decimal, canonical ones within bounds. */
#include "launcher.h"

#include <string.h>

bool all_digits(const char *text)
{
    return *text && !text[strspn(text, "0123456789")];
}

uint64_t read_digits(const char **text, unsigned base)
{
    uint64_t value = 0;
    for (; **text >= '0' && (unsigned)(**text - '0') < base; ++*text)
        value = value * base + (unsigned)(**text - '0');
    return value;
}

bool parse_decimal(const char *text, uint64_t most, uint64_t *value)
{
    enum { LONGEST = 19 }; /* of no value above 2^64 */
    if (!all_digits(text) || (*text == '0' && text[1]) || strnlen(text, LONGEST + 1) > LONGEST)
        return false;
    *value = read_digits(&text, 10);
    return *value <= most;
}
