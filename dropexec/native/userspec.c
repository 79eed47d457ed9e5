/* The grammar of USER[:GROUP]: what is a number, what is a name, and what is refused. */
#include "launcher.h"

#include <stdlib.h>
#include <string.h>

bool all_digits(const char *text)
{
    return *text && !text[strspn(text, "0123456789")];
}

struct part parse_part(const char *kind, const char *text)
{
    struct part part = {.text = text, .numeric = all_digits(text)};
    if (part.numeric) {
        if (text[0] == '0' && text[1])
            fail(FAILURE, "cannot use %s %s: a number has no leading zero", kind, quoted(text));
        unsigned long long id = strlen(text) > 10 ? MAX_ID + 1ULL : strtoull(text, NULL, 10);
        if (id > MAX_ID)
            fail(FAILURE, "cannot use %s %s: ids go from 0 to %u", kind, quoted(text), MAX_ID);
        part.id = (uint32_t)id;
        return part;
    }
    if (!*text)
        fail(FAILURE, "cannot use %s %s: it is empty", kind, quoted(text));
    /* libc's "files" service reads a line that starts with + or - as a NIS directive (nss_files in nsswitch.conf(5)), and
     * some versions then report an account with uid 0. */
    bool usable = !strchr("+-", *text) && !strpbrk(text, ":/");
    for (const char *byte = text; *byte; byte++)
        usable = usable && (unsigned char)*byte >= ' ' && *byte != 0x7f;
    if (!usable)
        fail(FAILURE, "cannot use %s %s: it is neither a name nor a number in canonical form", kind, quoted(text));
    return part;
}

struct userspec parse_userspec(const char *text)
{
    size_t length = strcspn(text, ":");
    const char *group = text[length] ? text + length + 1 : NULL;
    if (group && strchr(group, ':'))
        fail(FAILURE, "cannot use user spec %s: it has more than one colon; write USER or USER:GROUP", quoted(text));
    if (length == 0)
        fail(FAILURE, "cannot use user spec %s: the user is empty (is a variable unset?); write USER or USER:GROUP", quoted(text));
    if (group && !*group)
        fail(FAILURE, "cannot use user spec %s: the group is empty (is a variable unset?); write USER for the login group, "
             "or USER:GROUP", quoted(text));
    struct userspec spec = {.user = parse_part("user", copy(text, length)), .has_group = group != NULL};
    if (group)
        spec.group = parse_part("group", group);
    return spec;
}
