/* Resolve a user spec against the account database into the ids and groups that the target gets. */
#include "launcher.h"

#define KERNEL_GROUPS 65536 /* NGROUPS_MAX of include/uapi/linux/limits.h, since 2.6.4; musl's says 32 */

static void check_choice(const struct line *line)
{
    const struct { enum option option; const char *name; } choices[] = {
        {GROUPS, "--groups"}, {INIT_GROUPS, "--init-groups"}, {CLEAR_GROUPS, "--clear-groups"}, {KEEP_GROUPS, "--keep-groups"},
    };
    const char *first = NULL, *second = NULL;
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        if (!given(line, choices[i].option))
            continue;
        if (!first)
            first = choices[i].name;
        else if (!second)
            second = choices[i].name;
    }
    if (!second && first && given(line, ADD_GROUPS) && !given(line, INIT_GROUPS))
        second = "--add-groups";
    if (second)
        fail(FAILURE, "cannot use %s with %s: they exclude one another; choose one", first, second);
}

static uint32_t in_range(uint32_t id, const char *kind, const char *name)
{
    if (id > MAX_ID)
        fail(FAILURE, "cannot use %s: the database gives it the %s %u, which means \"leave unchanged\"", quoted(name), kind, id);
    return id;
}

static bool look_up_user(const struct part *part, struct user *user)
{
    bool found = find_user(part->text, part->numeric ? &part->id : NULL, user);
    if (!part->numeric) {
        if (!found)
            fail(FAILURE, "cannot find user %s: no such account%s", quoted(part->text), nearest_in(part->text, "/etc/passwd"));
        in_range(user->uid, "uid", part->text);
    } else if (found && user->uid != part->id) {
        /* An account may be named 10 and have uid 0 (CVE-2016-3697): nobody can tell which one was meant. */
        fail(FAILURE, "cannot use user %u: it is ambiguous, the account named %s has uid %u; rename that account",
             part->id, quoted(part->text), user->uid);
    }
    return found;
}

static gid_t gid_of(const struct sought *sought)
{
    const struct part *part = &sought->part;
    if (!part->numeric) {
        if (!sought->found)
            fail(FAILURE, "cannot find group %s: no such group%s", quoted(part->text), nearest_in(part->text, "/etc/group"));
        return in_range(sought->gid, "gid", part->text);
    }
    if (sought->found && sought->gid != part->id)
        fail(FAILURE, "cannot use group %u: it is ambiguous, the group named %s has gid %u; rename that group",
             part->id, quoted(part->text), sought->gid);
    return part->id;
}

/* Parse GROUP, then the list of --groups or --add-groups, which exclude each other. */
static struct sought *parse_groups(const struct userspec *spec, struct words list)
{
    struct sought *sought = take(list.count + 1, sizeof *sought);
    for (size_t i = 0; i < list.count; i++)
        sought[i + 1].part = parse_part("group", list.word[i]);
    sought[0].part = spec->group;
    for (size_t i = 0; i <= list.count; i++)
        sought[i].gid = sought[i].part.id;
    return sought;
}

struct account resolve(const struct line *line)
{
    struct words groups = list_of(line, GROUPS), add_groups = list_of(line, ADD_GROUPS), list = groups.word ? groups : add_groups;
    check_choice(line);
    struct userspec spec = parse_userspec(line->spec);
    struct sought *sought = parse_groups(&spec, list);
    struct user user = {NULL, "", "", spec.user.id, 0};
    bool login = !spec.has_group, known = look_up_user(&spec.user, &user);
    if (login && !known)
        fail(FAILURE, "cannot use user %u: no account has this uid, so it has no login group; name the group as well: %u:%u",
             user.uid, user.uid, user.uid);
    struct account account = {
        .name = user.name,
        .uid = user.uid,
        .gid = login ? in_range(user.gid, "login group", user.name) : 0,
        .keep_groups = given(line, KEEP_GROUPS),
        .home = *user.home ? user.home : "/",
        .shell = *user.shell ? user.shell : "/bin/sh", /* passwd(5): an empty field means /bin/sh */
    };
    bool keep = account.keep_groups;
    bool initialise = given(line, INIT_GROUPS) || (login && !groups.word && !keep && !given(line, CLEAR_GROUPS));
    /* One pass over the group database answers everything. */
    bool read = find_groups(login ? sought + 1 : sought, list.count + !login, initialise ? user.name : NULL,
                            login ? &account.gid : &sought[0].gid, &account.groups);
    if (!login)
        account.gid = gid_of(&sought[0]);
    if (initialise && !known)
        fail(FAILURE, "cannot initialise the groups of user %u: no account has this uid; leave out --init-groups, or list them "
             "with --groups", user.uid);
    if (!read)
        fail(FAILURE, "cannot read the groups of %s from the group database", quoted(user.name));
    for (size_t i = 0; i < account.groups.count; i++)
        in_range(account.groups.id[i], "group", user.name);
    for (size_t i = 1; i <= list.count; i++)
        add_id(&account.groups, gid_of(&sought[i]));
    add_id(&account.groups, account.gid);
    sort_ids(&account.groups);
    if (!keep && account.groups.count > KERNEL_GROUPS)
        fail(FAILURE, "cannot set %u supplementary groups: the kernel takes %d at most", (unsigned)account.groups.count, KERNEL_GROUPS);
    return account;
}
