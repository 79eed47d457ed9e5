/* Change the credentials of this process: the one file that does, to be read beside
 * credentials(7). */
#include "launcher.h"
#include "kernel.h"

#include <errno.h>
#include <string.h>

static bool all_are(const uint32_t id[3], uint32_t wanted)
{
    return id[0] == wanted && id[1] == wanted && id[2] == wanted;
}

static bool any_is(const uint32_t id[3], uint32_t wanted)
{
    return id[0] == wanted || id[1] == wanted || id[2] == wanted;
}

/* Return whether the supplementary groups have to be set. A process with CAP_SETGID always sets
 * them: a group that the user namespace does not map reads as the overflow gid
 * (user_namespaces(7)), so a list that reads as wanted may be another one. A process without it,
 * whose list lacks nothing but its own gid, is taken to have the groups: it is a member of that
 * group either way, and cannot be given the list. */
static bool groups_differ(const struct caller *present, const struct account *account)
{
    if (account->keep_groups)
        return false;
    if (has_capability(present->capabilities.effective, CAPABILITY_SETGID))
        return true;
    if (same_ids(&account->groups, &present->groups))
        return false;
    if (!all_are(present->gid, account->gid))
        return true;
    struct id_list with_gid = {NULL, 0, 0};
    for (size_t i = 0; i < present->groups.count; i++)
        add_id(&with_gid, present->groups.id[i]);
    add_id(&with_gid, account->gid);
    sort_ids(&with_gid);
    return !same_ids(&account->groups, &with_gid);
}

uint64_t lacking(const struct caller *present, const struct account *account)
{
    /* Without the capability, setresgid(2) and setresuid(2) still accept ids that are the real,
     * effective or saved one. */
    uint64_t needed = 0;
    if (groups_differ(present, account) || !any_is(present->gid, account->gid))
        needed |= UINT64_C(1) << CAPABILITY_SETGID;
    if (!any_is(present->uid, account->uid))
        needed |= UINT64_C(1) << CAPABILITY_SETUID;
    return needed & ~present->capabilities.effective;
}

/* Return whether this user namespace denies setgroups(2) (user_namespaces(7)). */
static bool setgroups_denied(void)
{
    char text[16];
    return read_start("/proc/self/setgroups", text, sizeof text) && strncmp(text, "deny", 4) == 0;
}

/* Return whether a list has the gid as which an unmapped one reads, a sysctl; true where that
 * cannot be told. */
static bool has_overflow_gid(const struct id_list *groups)
{
    char text[24];
    if (!read_start("/proc/sys/kernel/overflowgid", text, sizeof text))
        return true;
    const char *number = text;
    return has_id(groups, (gid_t)read_digits(&number, 10));
}

static void set_groups(const struct caller *present, const struct account *account,
                       const char *who)
{
    const struct id_list *groups = &account->groups;
    if (syscall(CALL_SETGROUPS, groups->count, groups->id) == 0)
        return;
    int error = errno;
    bool denied = is_denied() && setgroups_denied();
    if (denied && same_ids(groups, &present->groups) && !has_overflow_gid(groups))
        return;
    const char *hint = denied ? setgroups_hint(account->uid)
                     : error == EINVAL ? unmapped(groups) : NULL;
    errno = error;
    if (!hint)
        hint = despite("setgroups", CAPABILITY_SETGID, "");
    fail(FAILURE, "cannot set the supplementary groups of %s: %s%s", who, reason(), hint);
}

static _Noreturn void refused_id(const char *kind, uint32_t id, const char *who)
{
    const char *hint = errno == EINVAL
        ? format("; is %s %u not mapped in this user namespace?", kind, id)
        : despite(format("setres%s", kind),
                  *kind == 'g' ? CAPABILITY_SETGID : CAPABILITY_SETUID, "");
    fail(FAILURE, "cannot set the %s of %s to %u: %s%s", kind, who, id, reason(), hint);
}

static void verify_ids(const char *what, uint32_t wanted, const uint32_t found[3])
{
    if (!all_are(found, wanted))
        distrust(what, format("(%u, %u, %u)", wanted, wanted, wanted),
                 format("(%u, %u, %u)", found[0], found[1], found[2]));
}

static void verify(const struct account *account, const struct id_list *groups)
{
    uid_t uid[3];
    gid_t gid[3];
    read_ids(uid, gid);
    struct id_list found = read_groups();
    verify_ids("uids (real, effective, saved)", account->uid, uid);
    verify_ids("gids (real, effective, saved)", account->gid, gid);
    if (!same_ids(groups, &found))
        distrust("supplementary groups", shown_ids(groups), shown_ids(&found));
}

/* The kernel clears the permitted, effective and ambient sets when the last uid that is 0 goes
 * (capabilities(7), "Effect of user ID changes on capabilities"), but never the inheritable set,
 * and none of them where the caller was not uid 0 or has set SECBIT_NO_SETUID_FIXUP. The ambient
 * set is never more than the permitted one. */
static void give_up_capabilities(uint64_t keep)
{
    struct capabilities now = read_capabilities();
    if (!keep && !now.inheritable && !now.permitted && !now.effective)
        return;
    int cleared = PRCTL(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0);
    /* There is none before Linux 4.3. */
    if (cleared < 0 && errno != EINVAL)
        fail(FAILURE, "cannot clear the ambient capabilities: %s%s", reason(), filtered("prctl"));
    set_capabilities((struct capabilities){keep, keep, keep});
    uint64_t ambient = read_ambient();
    if (ambient)
        distrust("ambient capabilities", "none", shown_capabilities(ambient));
}

/* (uid_t)-1 leaves the real and the saved uid alone, so this asks for the effective one only. */
static void verify_no_return(uid_t uid)
{
    if (syscall(CALL_SETRESUID, (uid_t)-1, 0, (uid_t)-1) == 0)
        fail(FAILURE, "cannot give up uid 0 for good: uid %u is able to regain it", uid);
    if (!is_denied() && errno != EINVAL) /* a user namespace that does not map uid 0 */
        fail(FAILURE, "cannot verify that uid %u is unable to regain uid 0: %s", uid, reason());
}

static void raise_ambient(uid_t uid, uint64_t ambient)
{
    if (uid == 0) {
        struct capabilities now = read_capabilities();
        now.inheritable |= ambient;
        set_capabilities(now);
    }
    for (unsigned number = 0; number < 64; number++)
        if (has_capability(ambient, number)
            && PRCTL(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number) < 0)
            fail(FAILURE, "cannot keep %s: %s; ambient capabilities need Linux 4.3, "
                 "and must be permitted and in the bounding set", shown_capabilities(ambient),
                 reason());
    uint64_t found = read_ambient();
    if (ambient & ~found)
        distrust("ambient capabilities", shown_capabilities(ambient), shown_capabilities(found));
}

void change_credentials(const struct caller *present, const struct account *account,
                        uint64_t ambient, const char *who)
{
    const uid_t uid = account->uid;
    const gid_t gid = account->gid;
    bool sets_groups = groups_differ(present, account), sets_uid = !all_are(present->uid, uid);
    if (ambient && sets_uid && PRCTL(PR_SET_KEEPCAPS, 1, 0) < 0)
        fail(FAILURE, "cannot keep capabilities across the change of ids: %s%s", reason(),
             filtered("prctl"));
    if (sets_groups)
        set_groups(present, account, who);
    /* Also where they read as wanted: an id that this user namespace does not map reads as the
     * overflow id (user_namespaces(7)), and only the call tells, with EINVAL. The present ids
     * need no right. */
    if (syscall(CALL_SETRESGID, gid, gid, gid) < 0)
        refused_id("gid", gid, who);
    if (syscall(CALL_SETRESUID, uid, uid, uid) < 0)
        refused_id("uid", uid, who);
    verify(account, sets_groups ? &account->groups : &present->groups);
    if (uid != 0) {
        give_up_capabilities(ambient);
        if (!has_capability(ambient, CAPABILITY_SETUID))
            verify_no_return(uid);
    }
    if (ambient)
        raise_ambient(uid, ambient);
}
