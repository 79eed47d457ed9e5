/* Find the part of a path that denies access, which the kernel's "Permission denied" leaves out. */
#include "launcher.h"

#include <sys/stat.h>
#include <unistd.h>

static const char *denied_by(const char *part, const char *who, const char *right)
{
    if (access(part, X_OK) == 0)
        return NULL;
    return format("; %s denies %s %s permission (x)", quoted(part), who, right);
}

bool is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

const char *denial(const char *path, const char *who)
{
    const char *found = *path == '/' ? NULL : denied_by(".", who, "search");
    for (const char *end = path; !found && *end; end++)
        if (*end == '/')
            found = denied_by(copy(path, end == path ? 1 : (size_t)(end - path)), who, "search");
    if (!found)
        found = denied_by(path, who, is_directory(path) ? "search" : "execute");
    return found ? found : "";
}
