/* What this process is before anything changes. */
#include "launcher.h"

#include <errno.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

void read_ids(uid_t uid[3], gid_t gid[3])
{
    /* (uid_t)-1 is no id: what is still that was never written. */
    memset(uid, 0xff, 3 * sizeof *uid);
    memset(gid, 0xff, 3 * sizeof *gid);
    if (getresuid(&uid[0], &uid[1], &uid[2]) < 0 || getresgid(&gid[0], &gid[1], &gid[2]) < 0)
        fail(FAILURE, "cannot read the credentials: %s", reason());
}

struct id_list read_groups(void)
{
    struct id_list groups = {allocate(64, sizeof(gid_t)), 0, 64};
    int count = getgroups((int)groups.room, groups.id);
    if (count < 0 && errno == EINVAL && (count = getgroups(0, NULL)) > 0) { /* more than 64 */
        groups.room = (size_t)count;
        groups.id = allocate(groups.room, sizeof *groups.id);
        count = getgroups(count, groups.id);
    }
    if (count < 0)
        fail(FAILURE, "cannot read the supplementary groups: %s", reason());
    groups.count = (size_t)count;
    sort_ids(&groups);
    return groups;
}

struct caller read_caller(void)
{
    struct caller caller;
    read_ids(caller.uid, caller.gid);
    caller.groups = read_groups();
    caller.capabilities = read_capabilities();
    return caller;
}

/* A set-ID bit makes the ids differ (execve(2)). A process that is not uid 0 has a permitted
 * capability after execve(2) only where it is ambient or where the file has it
 * (capabilities(7)). */
void refuse_elevated(const struct caller *caller)
{
    const uid_t *uid = caller->uid;
    const gid_t *gid = caller->gid;
    if (uid[0] != uid[1] || uid[0] != uid[2] || gid[0] != gid[1] || gid[0] != gid[2])
        fail(FAILURE, "cannot run set-user-ID or set-group-ID: dropexec drops privileges and never "
             "grants them; remove those bits from it and from its interpreter");
    uint64_t permitted = caller->capabilities.permitted;
    uint64_t granted = uid[0] != 0 && permitted ? permitted & ~read_ambient() : 0;
    if (granted)
        fail(FAILURE, "cannot run with file capabilities (%s): dropexec drops privileges and never "
             "grants them; remove them from it and from its interpreter",
             shown_capabilities(granted));
}

/* Under AT_SECURE, which a security module sets too, glibc removes variables such as TMPDIR from
 * environ (ld.so(8)). Their texts stay where execve(2) has put them: behind those of the
 * arguments, one after another, up to the name of the file. */
char **original_environment(int argc, char **argv, char **present)
{
    const char *end = (const char *)getauxval(AT_EXECFN);
    if (!getauxval(AT_SECURE) || !end || argc < 1)
        return present;
    char *first = argv[argc - 1] + strlen(argv[argc - 1]) + 1;
    size_t count = 0;
    for (char *entry = first; entry < end; entry += strlen(entry) + 1)
        count++;
    char **environment = allocate(count + 1, sizeof *environment);
    for (size_t i = 0; i < count; i++) {
        environment[i] = first;
        first += strlen(first) + 1;
    }
    return environment;
}
