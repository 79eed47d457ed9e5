/* Accounts as the C library presents them (nsswitch.conf(5)), for the dynamic build. */
#include "launcher.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>

const char build_kind[] = "";

bool find_user(const char *name, const uid_t *uid, struct user *user)
{
    struct passwd entry, *found = NULL;
    int error = ERANGE;
    for (size_t room = 4096; error == ERANGE; room *= 2) {
        char *buffer = take(room, 1);
        error = getpwnam_r(name, &entry, buffer, room, &found);
        if (!found && error != ERANGE && uid)
            error = getpwuid_r(*uid, &entry, buffer, room, &found);
    }
    if (!found)
        return false;
    *user = (struct user){found->pw_name, found->pw_dir, found->pw_shell, found->pw_uid, found->pw_gid};
    return true;
}

/* Add the user's groups to ids (getgrouplist(3)). */
static bool find_memberships(const char *member, gid_t gid, struct ids *ids)
{
    int room = 64, count = room;
    gid_t *list = take((size_t)room, sizeof *list);
    while (getgrouplist(member, gid, list, &count) < 0) {
        if (count <= room) { /* glibc says how many there are; where libc does not, or fails, room runs out */
            if (room > INT_MAX / 64)
                return false;
            count = room * 2;
        }
        room = count;
        list = take((size_t)room, sizeof *list);
    }
    for (int i = 0; i < count; i++)
        add_id(ids, list[i]);
    return true;
}

bool find_groups(struct sought *sought, size_t count, const char *member, const gid_t *gid, struct ids *ids)
{
    for (size_t i = 0; i < count; i++) {
        struct group entry, *found = NULL;
        int error = ERANGE;
        for (size_t room = 4096; error == ERANGE; room *= 2)
            error = getgrnam_r(sought[i].part.text, &entry, take(room, 1), room, &found);
        sought[i].found = found != NULL;
        if (found)
            sought[i].gid = found->gr_gid;
    }
    return !member || find_memberships(member, *gid, ids);
}
