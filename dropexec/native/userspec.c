/* The grammar of USER[:GROUP]: what is a number, what is a name, and what is refused. */
#include "launcher.h"

#include <string.h>

struct spec_part parse_part(const char *kind, const char *text)
{
    struct spec_part part = {.text = text, .numeric = all_digits(text)};
    if (part.numeric) {
        uint64_t id;
        if (!parse_decimal(text, MAX_ID, &id))
            fail(FAILURE, "cannot use %s %s: an id is a number from 0 to %u without leading zeros",
                 kind, quoted(text), MAX_ID);
        part.id = (uint32_t)id;
        return part;
    }
    if (!*text)
        fail(FAILURE, "cannot use %s %s: it is empty", kind, quoted(text));
    /* libc's "files" service reads a line that starts with + or - as a NIS directive (nss_files in
     * nsswitch.conf(5)), and some versions then report an account with uid 0. */
    bool usable = !strchr("+-", *text) && !strpbrk(text, ":/");
    for (const char *byte = text; *byte; byte++)
        usable = usable && (unsigned char)*byte >= ' ' && *byte != 0x7f;
    if (!usable)
        fail(FAILURE, "cannot use %s %s: it is neither a name nor a number in canonical form%s",
             kind, quoted(text), strcmp(text, "-") == 0 ? option_habit("-l") : "");
    return part;
}

struct userspec parse_userspec(const char *text)
{
    size_t length = strcspn(text, ":");
    const char *group = text[length] ? text + length + 1 : NULL;
    if (group && strchr(group, ':'))
        fail(FAILURE, "cannot use user spec %s: it has more than one colon; "
             "write USER or USER:GROUP", quoted(text));
    if (length == 0)
        fail(FAILURE, "cannot use user spec %s: the user is empty (is a variable unset?); "
             "write USER or USER:GROUP", quoted(text));
    if (group && !*group)
        fail(FAILURE, "cannot use user spec %s: the group is empty (is a variable unset?); "
             "write USER for the login group, or USER:GROUP", quoted(text));
    struct spec_part user = parse_part("user", copy(text, length));
    struct userspec spec = {.user = user, .has_group = group != NULL};
    if (group)
        spec.group = parse_part("group", group);
    return spec;
}
