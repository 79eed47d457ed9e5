/* Accounts as the C library presents them (nsswitch.conf(5)), for the dynamic build. The files
 * are read first: the C library treats one that it cannot read as empty, and skips what it
 * cannot parse. */
#include "launcher.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>

const char build_kind[] = "";

const char *unread_sources(const char *name)
{
    (void)name;
    return "";
}

/* Return whether a lookup that found nothing is over: fail where a source failed. error is what
 * the call returned; a source that does not exist on this machine (sss without sssd) leaves
 * ENOENT. */
static void check_lookup(const char *kind, const char *name, int error)
{
    int left = errno;
    bool absent = error == 0 || error == ENOENT || error == ESRCH || error == ENOTDIR;
    /* What an earlier source leaves when it failed and a later one did not know the name. */
    bool failed = left == ECONNREFUSED || left == EAGAIN || left == EIO || left == ETIMEDOUT;
    if (absent && !failed)
        return;
    errno = absent ? left : error;
    fail(FAILURE, "cannot look up %s %s: the name service failed: %s; "
         "check the sources in /etc/nsswitch.conf", kind, quoted(name), reason());
}

bool find_user(const char *name, const uid_t *uid, struct user *user)
{
    struct passwd entry, *found = NULL;
    struct user in_file;
    int error = name ? ERANGE : 0;
    (void)find_user_in_file(name, uid, &in_file);
    for (size_t room = 4096; error == ERANGE && room <= LONGEST_ANSWER; room *= 2) {
        errno = 0;
        error = getpwnam_r(name, &entry, allocate(room, 1), room, &found);
    }
    if (!found && !uid)
        check_lookup("user", name, error);
    if (!found && uid) /* an earlier source may know the number */
        error = ERANGE;
    for (size_t room = 4096; error == ERANGE && room <= LONGEST_ANSWER; room *= 2) {
        errno = 0;
        error = getpwuid_r(*uid, &entry, allocate(room, 1), room, &found);
    }
    if (!found && uid)
        check_lookup("user", name ? name : format("%u", *uid), error);
    if (!found)
        return false;
    *user = (struct user){
        .name = found->pw_name,
        .home = found->pw_dir ? found->pw_dir : "", /* a source may leave a field out */
        .shell = found->pw_shell ? found->pw_shell : "",
        .uid = found->pw_uid,
        .gid = found->pw_gid,
    };
    return true;
}

/* Add the user's groups to ids (getgrouplist(3)). */
static void find_memberships(const char *member, gid_t gid, struct id_list *ids)
{
    int room = 64, count = room;
    gid_t *list = allocate((size_t)room, sizeof *list);
    while (getgrouplist(member, gid, list, &count) < 0) {
        if (room > LONGEST_ANSWER / 2) {
            errno = EIO;
            fail(FAILURE, "cannot read the groups of %s from the group database: %s",
                 quoted(member), reason());
        }
        /* glibc says how many there are; where libc does not, or fails, room runs out. */
        room = count = count > room ? count : room * 2;
        list = allocate((size_t)room, sizeof *list);
    }
    for (int i = 0; i < count; i++)
        add_id(ids, list[i]);
}

/* Look a group up by name or, without one, by gid; return what getgrnam_r(3) does. */
static int ask_group(const char *name, gid_t gid, struct group *entry, struct group **found)
{
    int error = ERANGE;
    for (size_t room = 4096; error == ERANGE && room <= LONGEST_ANSWER; room *= 2) {
        char *buffer = allocate(room, 1);
        errno = 0;
        error = name ? getgrnam_r(name, entry, buffer, room, found)
                     : getgrgid_r(gid, entry, buffer, room, found);
    }
    return error;
}

static void look_up_group(struct wanted_group *group)
{
    const struct spec_part *part = &group->part;
    struct group entry, *found = NULL;
    int error = ask_group(part->text, 0, &entry, &found);
    group->found = found != NULL;
    if (found)
        group->gid = found->gr_gid;
    if (!found && part->numeric) /* an earlier source may know the number */
        error = ask_group(NULL, part->id, &entry, &found);
    if (!found)
        check_lookup("group", part->text, error);
}

void find_groups(struct wanted_group *groups, size_t count, const char *member,
                 struct id_list *ids)
{
    struct wanted_group *in_file = allocate(count, sizeof *in_file);
    struct id_list ids_in_file = {NULL, 0, 0};
    if (count)
        memcpy(in_file, groups, count * sizeof *in_file);
    find_groups_in_file(in_file, count, member, &ids_in_file);
    for (size_t i = 0; i < count; i++)
        if (!groups[i].settled)
            look_up_group(&groups[i]);
    if (member)
        find_memberships(member, groups[0].gid, ids);
}
