/* Resolve a user spec against the account database into the ids and groups that the target gets. */
#include "launcher.h"

static uint32_t in_range(uint32_t id, const char *kind, const char *name)
{
    if (id > MAX_ID)
        fail(FAILURE, "cannot use %s: the database gives it the %s %u, "
             "which means \"leave unchanged\"", quoted(name), kind, id);
    return id;
}

/* Return the first hint that is one. */
static const char *first_of(const char *first, const char *second, const char *third)
{
    return *first ? first : *second ? second : third;
}

static bool look_up_user(const struct spec_part *part, struct user *user)
{
    bool found = find_user(part->text, part->numeric ? &part->id : NULL, user);
    if (!part->numeric) {
        if (!found)
            fail(FAILURE, "cannot find user %s: no such account%s", quoted(part->text),
                 first_of(nearest_in(part->text, "/etc/passwd"), user_habit(part->text),
                          unread_sources("passwd")));
        in_range(user->uid, "uid", part->text);
    } else if (found && user->uid != part->id) {
        /* An account may be named 10 and have uid 0 (CVE-2016-3697): nobody can tell which one was
         * meant. */
        fail(FAILURE, "cannot use user %u: it is ambiguous, the account named %s has uid %u; "
             "rename that account", part->id, quoted(part->text), user->uid);
    }
    return found;
}

/* Return the gid of a group that has been looked up for a user. */
static gid_t gid_of(const struct wanted_group *group, const char *user)
{
    const struct spec_part *part = &group->part;
    if (group->settled)
        return group->gid;
    if (!part->numeric) {
        if (!group->found)
            fail(FAILURE, "cannot find group %s: no such group%s", quoted(part->text),
                 first_of(nearest_in(part->text, "/etc/group"), group_habit(part->text, user),
                          unread_sources("group")));
        return in_range(group->gid, "gid", part->text);
    }
    if (group->found && group->gid != part->id)
        fail(FAILURE, "cannot use group %u: it is ambiguous, the group named %s has gid %u; "
             "rename that group", part->id, quoted(part->text), group->gid);
    return part->id;
}

/* Parse the list of --groups or --add-groups, which are mutually exclusive; the first place is
 * for the group that the user gets. */
static struct wanted_group *parse_groups(struct word_list list)
{
    struct wanted_group *groups = allocate(list.count + 1, sizeof *groups);
    for (size_t i = 0; i < list.count; i++) {
        groups[i + 1].part = parse_part("group", list.word[i]);
        groups[i + 1].gid = groups[i + 1].part.id;
    }
    return groups;
}

/* Settle the first group: the login group, or GROUP, whose gid is still to be looked up. */
static void settle_first(struct wanted_group *first, const struct userspec *spec, bool known,
                         const struct user *user)
{
    if (spec->has_group) {
        first->part = spec->group;
        first->gid = spec->group.id;
        return;
    }
    if (!known)
        fail(FAILURE, "cannot use user %u: no account has this uid, so it has no login group; "
             "name the group as well: %u:%u", user->uid, user->uid, user->uid);
    first->settled = true;
    first->gid = in_range(user->gid, "login group", user->name);
}

/* Return the supplementary groups: the gid, those of the database, those listed. asked is the
 * user as it is written. */
static struct id_list supplementary(struct wanted_group *groups, size_t count, const char *asked,
                                    const struct user *user, bool initialise)
{
    struct id_list ids = {NULL, 0, 0};
    /* One pass over the group database answers everything. */
    find_groups(groups, count, initialise ? user->name : NULL, &ids);
    gid_t gid = gid_of(&groups[0], asked);
    if (initialise && !user->name)
        fail(FAILURE, "cannot initialise the groups of user %u: no account has this uid; "
             "leave out --init-groups, or list them with --groups", user->uid);
    for (size_t i = 0; i < ids.count; i++)
        in_range(ids.id[i], "group", user->name);
    for (size_t i = 1; i < count; i++)
        add_id(&ids, gid_of(&groups[i], asked));
    add_id(&ids, gid);
    sort_ids(&ids);
    return ids;
}

static void check_count(const struct id_list *groups)
{
    if (groups->count > MAX_GROUPS)
        fail(FAILURE, "cannot set %u supplementary groups: the kernel takes at most %d",
             (unsigned)groups->count, MAX_GROUPS);
}

struct account resolve(const char *text, const struct group_choice *choice)
{
    struct word_list list = choice->exactly.word ? choice->exactly : choice->added;
    struct userspec spec = parse_userspec(text);
    struct wanted_group *groups = parse_groups(list);
    struct user user = {NULL, "", "", spec.user.id, 0};
    bool known = look_up_user(&spec.user, &user), login = !spec.has_group;
    settle_first(&groups[0], &spec, known, &user);
    bool plain = login && !choice->exactly.word && !choice->clear && !choice->keep;
    struct account account = {
        .name = user.name,
        .uid = user.uid,
        .home = *user.home ? user.home : "/",
        .shell = *user.shell ? user.shell : "/bin/sh", /* passwd(5): an empty field means /bin/sh */
        .keep_groups = choice->keep,
        .groups = supplementary(groups, list.count + 1, spec.user.text, &user,
                                choice->initialise || plain),
    };
    account.gid = gid_of(&groups[0], spec.user.text);
    if (!choice->keep)
        check_count(&account.groups);
    return account;
}

void inherit_groups(struct account *account, uid_t caller, const struct id_list *groups)
{
    struct user user = {NULL, "", "", caller, 0};
    struct wanted_group login = {.settled = true};
    struct id_list own = {NULL, 0, 0};
    if (find_user(NULL, &caller, &user)) {
        login.gid = user.gid;
        find_groups(&login, 1, user.name, &own);
        add_id(&own, user.gid);
    }
    for (size_t i = 0; i < own.count; i++)
        in_range(own.id[i], "group", user.name);
    add_id(&own, 0);
    for (size_t i = 0; i < groups->count; i++)
        if (!has_id(&own, groups->id[i]))
            add_id(&account->groups, groups->id[i]);
    sort_ids(&account->groups);
    check_count(&account->groups);
}
