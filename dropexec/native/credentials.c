/* Change the credentials of this process: the one file that does, to be read beside credentials(7). */
#include "launcher.h"
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

static bool all_are(const uint32_t id[3], uint32_t wanted)
{
    return id[0] == wanted && id[1] == wanted && id[2] == wanted;
}

static bool any_is(const uint32_t id[3], uint32_t wanted)
{
    return id[0] == wanted || id[1] == wanted || id[2] == wanted;
}

static bool equal(const struct ids *left, const struct ids *right)
{
    return left->count == right->count && (left->count == 0 || memcmp(left->id, right->id, left->count * sizeof *left->id) == 0);
}

static bool contains(const struct ids *ids, uint32_t wanted)
{
    for (size_t i = 0; i < ids->count; i++)
        if (ids->id[i] == wanted)
            return true;
    return false;
}

/* Return whether the supplementary groups are not what is wanted already. */
static bool groups_differ(const struct caller *present, const struct account *account)
{
    const bool may = present->capabilities.effective >> CAP_SETGID_BIT & 1;
    if (account->keep_groups)
        return false;
    /* A group that the user namespace does not map reads as 65534: who may, sets such a list anew. */
    if (equal(&account->groups, &present->groups))
        return may && contains(&account->groups, 65534);
    if (may || !all_are(present->gid, account->gid))
        return true;
    /* Who lacks nothing but the own gid in the list is a member of that group either way, and cannot be given the list. */
    struct ids with_gid = {NULL, 0, 0};
    for (size_t i = 0; i < present->groups.count; i++)
        add_id(&with_gid, present->groups.id[i]);
    add_id(&with_gid, account->gid);
    sort_ids(&with_gid);
    return !equal(&account->groups, &with_gid);
}

uint64_t lacking(const struct caller *present, const struct account *account)
{
    /* Without the capability, setresgid(2) and setresuid(2) still take ids that are the real, effective or saved one. */
    uint64_t needed = 0;
    if (groups_differ(present, account) || !any_is(present->gid, account->gid))
        needed |= 1U << CAP_SETGID_BIT;
    if (!any_is(present->uid, account->uid))
        needed |= 1U << CAP_SETUID_BIT;
    return needed & ~present->capabilities.effective;
}

/* Say what a refused call may mean. */
static const char *explanation(const struct account *account)
{
    char answer[4] = "";
    if (errno == EINVAL)
        return format("; is uid %u or gid %u not mapped in this user namespace?", account->uid, account->gid);
    if (errno != EPERM)
        return "";
    int descriptor = open("/proc/self/setgroups", O_RDONLY | O_CLOEXEC);
    bool denied = descriptor >= 0 && read(descriptor, answer, sizeof answer) == sizeof answer && memcmp(answer, "deny", 4) == 0;
    return denied ? "; this user namespace denies setgroups, use --keep-groups" : "";
}

static _Noreturn void refused(const struct account *account, const char *who)
{
    const char *why = reason();
    fail(FAILURE, "cannot become %s: %s%s", who, why, explanation(account));
}

static _Noreturn void untrusted(const char *what, const char *wanted, const char *found)
{
    fail(FAILURE, "cannot trust the kernel: the %s were set to %s and read back as %s", what, wanted, found);
}

static void compare_ids(const char *what, uint32_t wanted, const uint32_t found[3])
{
    if (!all_are(found, wanted))
        untrusted(what, format("(%u, %u, %u)", wanted, wanted, wanted), format("(%u, %u, %u)", found[0], found[1], found[2]));
}

static const char *listed(const struct ids *ids)
{
    const char *list = "";
    for (size_t i = 0; i < ids->count; i++)
        list = format("%s%s%u", list, i ? ", " : "", ids->id[i]);
    return format("[%s]", list);
}

static void read_back(const struct account *account, const struct ids *groups)
{
    uid_t uid[3];
    gid_t gid[3];
    if (getresuid(&uid[0], &uid[1], &uid[2]) < 0 || getresgid(&gid[0], &gid[1], &gid[2]) < 0)
        fail(FAILURE, "cannot read the credentials: %s", reason());
    struct ids found = read_groups();
    compare_ids("uids (real, effective, saved)", account->uid, uid);
    compare_ids("gids (real, effective, saved)", account->gid, gid);
    if (!equal(groups, &found))
        untrusted("supplementary groups", listed(groups), listed(&found));
}

/* The kernel clears the permitted, effective and ambient sets when the last uid that is 0 goes (capabilities(7), "Effect of
 * user ID changes on capabilities"), but never the inheritable set, and none of them where the caller was not uid 0 or has set
 * SECBIT_NO_SETUID_FIXUP.  The ambient set is never more than the permitted one. */
static void give_up_capabilities(uint64_t keep)
{
    struct capabilities now = read_capabilities();
    if (!keep && !now.inheritable && !now.permitted && !now.effective)
        return;
    if ((PRCTL(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0) < 0 && errno != EINVAL) /* none before Linux 4.3 */
        || !set_capabilities((struct capabilities){keep, keep, keep}))
        fail(FAILURE, "cannot set the capabilities: %s", reason());
    uint64_t ambient = read_ambient();
    if (ambient)
        untrusted("capability sets", format("[%llu, %llu, %llu, 0]", (unsigned long long)keep, (unsigned long long)keep,
                  (unsigned long long)keep), format("[%llu, %llu, %llu, %llu]", (unsigned long long)keep, (unsigned long long)keep,
                  (unsigned long long)keep, (unsigned long long)ambient));
}

/* (uid_t)-1 leaves the real and the saved uid alone, so this asks for the effective one only. */
static void cannot_return(uid_t uid)
{
    if (syscall(CALL_SETRESUID, (uid_t)-1, 0, (uid_t)-1) == 0)
        fail(FAILURE, "cannot give up uid 0 for good: uid %u could take it back", uid);
    if (errno != EPERM && errno != EACCES && errno != EINVAL) /* EINVAL: a user namespace that does not map uid 0 */
        fail(FAILURE, "cannot see whether uid %u may become uid 0 again: %s", uid, reason());
}

static void raise_ambient(uid_t uid, uint64_t ambient)
{
    bool raised = true;
    if (uid == 0) {
        struct capabilities now = read_capabilities();
        now.inheritable |= ambient;
        raised = set_capabilities(now);
    }
    for (unsigned number = 0; raised && number < 64; number++)
        if (ambient >> number & 1)
            raised = PRCTL(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number) >= 0;
    if (!raised)
        fail(FAILURE, "cannot keep %s: %s; ambient capabilities need Linux 4.3, and must be permitted and in the bounding set",
             shown_capabilities(ambient), reason());
    uint64_t found = read_ambient();
    if (ambient & ~found)
        untrusted("ambient capabilities", listed_capabilities(ambient), listed_capabilities(found));
}

void change_credentials(const struct caller *present, const struct account *account, uint64_t ambient, const char *who)
{
    const uid_t uid = account->uid;
    const gid_t gid = account->gid;
    bool set_groups = groups_differ(present, account), set_uid = !all_are(present->uid, uid);
    if (ambient && set_uid && PRCTL(PR_SET_KEEPCAPS, 1, 0) < 0)
        refused(account, who);
    if (set_groups && syscall(CALL_SETGROUPS, account->groups.count, account->groups.id) < 0)
        refused(account, who);
    /* Also where they read as wanted: an id that this user namespace does not map reads as 65534 (user_namespaces(7)), and
     * only the call tells, with EINVAL.  The present ids need no right. */
    if (syscall(CALL_SETRESGID, gid, gid, gid) < 0)
        refused(account, who);
    if (syscall(CALL_SETRESUID, uid, uid, uid) < 0)
        refused(account, who);
    read_back(account, set_groups ? &account->groups : &present->groups);
    if (uid != 0) {
        give_up_capabilities(ambient);
        if (!(ambient >> CAP_SETUID_BIT & 1))
            cannot_return(uid);
    }
    if (ambient)
        raise_ambient(uid, ambient);
}
