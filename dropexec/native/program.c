/* Find the command in PATH with the target's rights and exec it: the one file that execs. */
#include "launcher.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Write the next file that execvp(3) would try into file; return whether there is one. An empty
 * element of PATH is the working directory, and a command with a slash is a path itself. */
static bool next_candidate(char *file, const char *command, const char **path)
{
    if (!*path || !*command)
        return false;
    if (strchr(command, '/')) {
        strcpy(file, command);
        *path = NULL;
        return true;
    }
    size_t length = strcspn(*path, ":");
    memcpy(file, *path, length);
    *path = (*path)[length] ? *path + length + 1 : NULL;
    if (length)
        file[length++] = '/';
    strcpy(file + length, command);
    return true;
}

/* Return what to add to "Operation not permitted". */
static const char *beyond_bounding(const char *file)
{
    const char *last = program(file);
    uint64_t beyond = capabilities_beyond(last, read_bounding());
    if (!beyond)
        return "; does a security module or a seccomp filter refuse it?";
    const char *bearer = "the file";
    if (strcmp(last, file) != 0)
        bearer = format("its interpreter %s", quoted(last));
    return format("; %s has %s, which the bounding set lacks; grant it (cap_add, "
                  "CapabilityBoundingSet=), or remove it from the file (setcap)",
                  bearer, shown_capabilities(beyond));
}

static const char *why_too_many(const char *file, const char *who)
{
    const char *links = too_many_links(file), *inside = links ? links : cause(file, ELOOP, who);
    return inside ? inside : strerror(ELOOP);
}

static const char *why_denied(const char *file, const char *who)
{
    if (is_directory(file))
        return "it is a directory";
    if (is_mounted(file, ST_NOEXEC))
        return format("%s; its file system is mounted noexec", strerror(EACCES));
    const char *found = denial(file, who), *inside = *found ? NULL : cause(file, EACCES, who);
    return format(inside ? "%s; %s" : "%s%s", strerror(EACCES), inside ? inside : found);
}

static _Noreturn void cannot_run(const char *file, int error, const char *who)
{
    errno = error;
    const char *why = reason();
    if (error == ENOEXEC) {
        const char *inside = cause(file, error, who);
        why = inside ? inside : "it is not in an executable format; a script needs a #! line, "
                                "and no shell is tried";
    } else if (error == EAGAIN)
        why = format("%s; %s already runs as many processes as RLIMIT_NPROC allows", why, who);
    else if (error == EACCES)
        why = why_denied(file, who);
    else if (error == ELOOP)
        why = why_too_many(file, who);
    else if (error == EPERM)
        why = format("%s%s", why, beyond_bounding(file));
    else if (error == E2BIG)
        why = format("%s; the arguments and the environment are more than execve(2) takes, "
                     "see --unset-env", why);
    fail(CANNOT_RUN, "cannot run %s as %s: %s", quoted(file), who, why);
}

static _Noreturn void not_found(const char *command, const char *search, char *file,
                                const char *who)
{
    struct stat status;
    for (const char *path = search; next_candidate(file, command, &path);) {
        bool exists = stat(file, &status) == 0;
        const char *found = exists ? cause(file, ENOENT, who) : dangling(file);
        if (exists && !found)
            found = "it exists, but its interpreter does not (the #! line, or the ELF loader)";
        if (*found)
            fail(exists ? CANNOT_RUN : NOT_FOUND, "cannot run %s as %s: %s", quoted(file), who,
                 found);
    }
    const char *where = *command ? "no such file" : "the command is empty";
    if (*command && !strchr(command, '/'))
        where = format("not found in PATH=%s%s", quoted(search), command_habit(command));
    fail(NOT_FOUND, "cannot run %s as %s: %s", quoted(command), who, where);
}

_Noreturn void execute(const char *command, char **argv, char **environment, const char *who)
{
    const char *search = variable(environment, "PATH"), *denied = NULL;
    if (!search)
        search = SEARCH_PATH;
    char *file = allocate(strlen(search) + strlen(command) + 2, 1);
    for (const char *path = search; next_candidate(file, command, &path);) {
        (void)execve(file, argv, environment);
        bool absent = errno == ENOENT || errno == ENOTDIR || errno == ETIMEDOUT || errno == ESTALE
                      || errno == ENODEV;
        bool too_long = errno == ENAMETOOLONG && strcmp(file, command) != 0;
        if (errno == EAGAIN) /* execve(2) counts processes before it looks at the file */
            cannot_run(command, errno, who);
        if (errno == EACCES)
            denied = denied ? denied : copy(file, strlen(file));
        else if (!absent && !too_long) /* execvp(3) skips an element that is too long */
            cannot_run(file, errno, who);
    }
    if (denied)
        cannot_run(denied, EACCES, who);
    not_found(command, search, file, who);
}
