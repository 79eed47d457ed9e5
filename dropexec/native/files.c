/* Accounts from /etc/passwd and /etc/group alone, for the static build: one pass each. */
#include "launcher.h"

const char build_kind[] = " static";

bool find_user(const char *name, const uid_t *uid, struct user *user)
{
    return find_user_in_file(name, uid, user);
}

void find_groups(struct wanted_group *groups, size_t count, const char *member,
                 struct id_list *ids)
{
    find_groups_in_file(groups, count, member, ids);
}
