/* Say why the kernel refuses a change of credentials. */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

const char *despite(const char *call, unsigned capability, const char *otherwise)
{
    int error = errno;
    const char *hint = "";
    if (is_denied()) {
        hint = otherwise;
        if (has_capability(read_capabilities().effective, capability))
            hint = format("; %s is present: does a security module or a seccomp filter "
                          "refuse %s(2)?", shown_capabilities(UINT64_C(1) << capability), call);
    }
    errno = error;
    return hint;
}

bool read_start(const char *path, char *text, size_t room)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    ssize_t length = read(descriptor, text, room - 1);
    (void)close(descriptor);
    text[length > 0 ? length : 0] = 0;
    return length > 0;
}

static uint64_t next_number(const char **text)
{
    *text += strspn(*text, " \n");
    return read_digits(text, 10);
}

/* Return whether this user namespace maps a uid or gid (user_namespaces(7)); true where nobody can
 * tell. */
static bool is_mapped(const char *map, uint32_t id)
{
    char text[4096]; /* a map is at most a page */
    if (!read_start(map, text, sizeof text))
        return true;
    for (const char *next = text; *next;) {
        uint64_t first = next_number(&next);
        (void)next_number(&next);
        uint64_t count = next_number(&next);
        if (id - first < count)
            return true;
        next += *next != 0;
    }
    return false;
}

const char *raising_hint(int resource)
{
    const char *lacks = "; raising the hard limit needs CAP_SYS_RESOURCE";
    if (is_denied() && resource == RLIMIT_NOFILE)
        return format("%s, and fs.nr_open bounds it for everybody", lacks);
    return despite("prlimit", CAPABILITY_SYS_RESOURCE, lacks);
}

const char *setgroups_hint(uid_t uid)
{
    if (is_mapped("/proc/self/uid_map", uid))
        return "; this user namespace denies setgroups(2), use --keep-groups";
    return format("; this user namespace denies setgroups(2) and does not map uid %u; "
                  "map more ids (unshare --map-auto)", uid);
}

const char *unmapped(const struct id_list *groups)
{
    struct id_list found = {NULL, 0, 0};
    for (size_t i = 0; i < groups->count; i++)
        if (!is_mapped("/proc/self/gid_map", groups->id[i]))
            add_id(&found, groups->id[i]);
    return found.count ? format("; this user namespace does not map %s: use --clear-groups, "
                                "or --groups with mapped ones", shown_ids(&found)) : "";
}
