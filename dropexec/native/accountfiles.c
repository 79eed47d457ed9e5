/* What /etc/passwd and /etc/group say, line by line: all that the static build knows of accounts,
 * and what the dynamic one looks at before it asks the C library. Lines are read as glibc's
 * "files" service reads them (nss_files in nsswitch.conf(5)); but a line of interest that it would
 * skip as malformed is an error.
 *
 * One difference is on purpose: getgrouplist(3) of glibc 2.36 also takes the members of lines
 * that start with #, + or -, so that a group commented out, or a bare "+:::USER", still gives
 * USER its gid (0 for the latter). Such a line is no group here. */
#include "launcher.h"

#include <string.h>

struct user_search { const char *name; const uid_t *uid; struct user *user; bool found; };
struct group_search {
    struct wanted_group *groups;
    size_t count, missing;
    const char *member;
    struct id_list *ids;
};

/* Return whether a line is no entry: empty, a comment, a NIS directive. */
static bool is_no_entry(const char *line)
{
    return *line == 0 || *line == '#' || *line == '+' || *line == '-';
}

/* Return where the field after this one begins; what is missing at the end of a line is empty. */
static char *next_field(char *field)
{
    while (*field && *field != ':')
        field++;
    return *field ? field + 1 : field;
}

static const char *copy_field(const char *field)
{
    return copy(field, strcspn(field, ":"));
}

static bool is_named(const char *line, const char *name)
{
    size_t length = strlen(name);
    return *line == *name && strncmp(line, name, length) == 0 && line[length] == ':';
}

/* Read a field that is a number, as strtoul(3) does: blanks, a sign, digits; return whether it
 * is an id. */
static bool read_number(const char *field, uint32_t *value)
{
    uint64_t parsed = 0;
    while (is_blank(*field))
        field++;
    bool negative = *field == '-';
    field += negative || *field == '+';
    const char *digit = field;
    for (; *digit >= '0' && *digit <= '9' && parsed <= UINT32_MAX; digit++)
        parsed = parsed * 10 + (uint64_t)(*digit - '0');
    *value = (uint32_t)parsed;
    bool whole = digit != field && (*digit == 0 || *digit == ':');
    return whole && parsed <= (negative ? 0 : UINT32_MAX);
}

static _Noreturn void malformed_user(const char *line, const char *kind, const char *field)
{
    fail(FAILURE, "cannot use user %s: its line in /etc/passwd is malformed, the %s is %s; "
         "correct that line", quoted(copy_field(line)), kind, quoted(copy_field(field)));
}

static bool visit_user(char *line, void *context)
{
    struct user_search *search = context;
    bool named = search->name && is_named(line, search->name);
    if (is_no_entry(line) || (!named && (search->found || !search->uid)))
        return true;
    char *uid_field = next_field(next_field(line)), *gid_field = next_field(uid_field);
    char *home = next_field(next_field(gid_field)), *shell = next_field(home);
    struct user user = {.uid = 0};
    bool has_uid = read_number(uid_field, &user.uid);
    if (!named && (!has_uid || user.uid != *search->uid))
        return true;
    if (!has_uid)
        malformed_user(line, "uid", uid_field);
    if (!read_number(gid_field, &user.gid))
        malformed_user(line, "gid", gid_field);
    user.name = copy_field(line);
    user.home = copy_field(home);
    user.shell = copy(shell, strlen(shell));
    *search->user = user;
    search->found = true;
    return !named;
}

bool find_user_in_file(const char *name, const uid_t *uid, struct user *user)
{
    struct user_search search = {name, uid, user, false};
    (void)each_line("/etc/passwd", uid ? NULL : name, visit_user, &search);
    return search.found;
}

/* Return whether a comma-separated list has this member; blanks before a member do not count. */
static bool lists(const char *members, const char *member)
{
    size_t length = strlen(member);
    for (;;) {
        while (is_blank(*members))
            members++;
        bool same = length && strncmp(members, member, length) == 0;
        if (same && (!members[length] || members[length] == ','))
            return true;
        members += strcspn(members, ",");
        if (!*members++)
            return false;
    }
}

static bool visit_group(char *line, void *context)
{
    struct group_search *search = context;
    if (is_no_entry(line))
        return true;
    char *field = next_field(next_field(line));
    gid_t gid;
    bool has_gid = read_number(field, &gid), counts = false;
    for (size_t i = 0; search->missing && i < search->count; i++) {
        struct wanted_group *group = &search->groups[i];
        if (group->settled || group->found || !is_named(line, group->part.text))
            continue;
        counts = true;
        group->found = true;
        group->gid = gid;
        search->missing--;
    }
    bool member = search->member && lists(next_field(field), search->member);
    if ((counts || member) && !has_gid)
        fail(FAILURE, "cannot use group %s: its line in /etc/group is malformed, the gid is %s; "
             "correct that line", quoted(copy_field(line)), quoted(copy_field(field)));
    if (member)
        add_id(search->ids, gid);
    return search->member || search->missing;
}

void find_groups_in_file(struct wanted_group *groups, size_t count, const char *member,
                         struct id_list *ids)
{
    struct group_search search = {groups, count, 0, member, ids};
    const char *word = member;
    for (size_t i = 0; i < count; i++)
        if (!groups[i].settled) {
            search.missing++;
            word = search.missing == 1 && !member ? groups[i].part.text : NULL;
        }
    if (member || search.missing)
        (void)each_line("/etc/group", word, visit_group, &search);
}
