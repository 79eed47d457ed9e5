/* What this process is before anything changes. */
#include "launcher.h"

#include <errno.h>
#include <sys/auxv.h>
#include <unistd.h>

struct ids read_groups(void)
{
    struct ids groups = {take(64, sizeof(gid_t)), 0, 64};
    int count = getgroups((int)groups.room, groups.id);
    if (count < 0 && errno == EINVAL && (count = getgroups(0, NULL)) > 0) { /* more than 64 */
        groups.room = (size_t)count;
        groups.id = take(groups.room, sizeof *groups.id);
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
    if (getresuid(&caller.uid[0], &caller.uid[1], &caller.uid[2]) < 0 || getresgid(&caller.gid[0], &caller.gid[1], &caller.gid[2]) < 0)
        fail(FAILURE, "cannot read the credentials: %s", reason());
    /* AT_SECURE is set for set-user-ID, set-group-ID, file capabilities and where a security module says so (getauxval(3)). */
    if (getauxval(AT_SECURE) != 0 || caller.uid[0] != caller.uid[1] || caller.gid[0] != caller.gid[1])
        fail(FAILURE, "cannot run set-user-ID, set-group-ID or with file capabilities: dropexec gives up rights and never lends them; "
             "remove those bits from it and its interpreter");
    caller.groups = read_groups();
    caller.capabilities = read_capabilities();
    return caller;
}
