/* Find the part of a path that is in the way, which the kernel's "Permission denied" leaves out. */
#include "launcher.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { LINKS = 40 }; /* how many links the kernel follows in one path (path_resolution(7)) */

bool is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool is_mounted(const char *path, unsigned long flag)
{
    struct statvfs system;
    return statvfs(path, &system) == 0 && system.f_flag & flag;
}

static const char *first_refused(const char *path, int mode)
{
    if (*path != '/' && access(".", mode) < 0)
        return ".";
    for (const char *end = path; *end; end++) {
        const char *part = *end == '/' ? copy(path, end == path ? 1 : (size_t)(end - path)) : NULL;
        if (part && access(part, mode) < 0)
            return part;
    }
    return access(path, mode) < 0 ? path : NULL;
}

/* Return where a symbolic link leads from here, or NULL for anything else. */
static const char *link_target(const char *part)
{
    char target[PATH_MAX];
    ssize_t length = readlink(part, target, sizeof target - 1);
    if (length <= 0)
        return NULL;
    target[length] = 0;
    const char *slash = *target == '/' ? NULL : strrchr(part, '/');
    return format("%s%s", slash ? copy(part, (size_t)(slash - part) + 1) : "", target);
}

/* Return what is in the way of access(2) in a mode, with the links that lead to it, or NULL. */
static const char *obstacle(const char *path, const char *who, int mode, unsigned links)
{
    const char *part = first_refused(path, mode);
    if (!part)
        return NULL;
    const char *target = link_target(part);
    const char *beyond = target && links ? obstacle(target, who, mode, links - 1) : NULL;
    if (beyond)
        return format("%s is a link to %s, and %s", quoted(part), quoted(target), beyond);
    if (mode == F_OK)
        return format("%s does not exist", quoted(part));
    bool searched = strcmp(part, path) != 0 || is_directory(path);
    return format("%s denies %s %s permission (x)", quoted(part), who,
                  searched ? "search" : "execute");
}

const char *denial(const char *path, const char *who)
{
    const char *found = obstacle(path, who, X_OK, LINKS);
    return found ? format("; %s", found) : "";
}

const char *too_many_links(const char *path)
{
    const char *part = first_refused(path, F_OK);
    return part ? format("%s leads through more than %d links", quoted(part), LINKS) : NULL;
}

const char *dangling(const char *path)
{
    const char *part = first_refused(path, F_OK);
    return part && link_target(part) ? obstacle(path, "", F_OK, LINKS) : "";
}
