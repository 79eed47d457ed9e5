/* /etc/passwd and /etc/group read by this program itself, for the static build: one pass each, lines as glibc's "files" service
 * reads them (nss_files in nsswitch.conf(5)), any number of members.
 *
 * One difference is on purpose: getgrouplist(3) of glibc 2.36 also takes the members of lines that start with #, + or -, so
 * that a group commented out, or a bare "+:::USER", still gives USER its gid (0 for the latter).  Such a line is no group here. */
#include "launcher.h"

#include <string.h>

const char build_kind[] = " static";

struct user_search { const char *name; size_t length; const uid_t *uid; struct user *user; bool found; };
struct group_search { struct sought *sought; size_t count, missing; const char *member; size_t length; struct ids *ids; };

/* Return whether a line is no entry: empty, a comment, a NIS directive. */
static bool is_none(const char *line)
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

static bool begins_with(const char *line, const char *name, size_t length)
{
    return *line == *name && strncmp(line, name, length) == 0 && line[length] == ':';
}

/* Read a field that is a number, as strtoul(3) does: blanks, a sign, digits; return whether it is one that fits. */
static bool number(const char *field, uint32_t *value)
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
    return digit != field && (*digit == 0 || *digit == ':') && parsed <= (negative ? 0 : UINT32_MAX);
}

static bool visit_user(char *line, void *context)
{
    struct user_search *search = context;
    bool named = begins_with(line, search->name, search->length);
    if (is_none(line) || (!named && (search->found || !search->uid)))
        return true;
    char *uid_field = next_field(next_field(line)), *gid_field = next_field(uid_field);
    char *home = next_field(next_field(gid_field)), *shell = next_field(home);
    uid_t uid;
    gid_t gid;
    if (!number(uid_field, &uid) || !number(gid_field, &gid) || (!named && uid != *search->uid))
        return true;
    *search->user = (struct user){
        copy(line, strcspn(line, ":")), copy(home, strcspn(home, ":")), copy(shell, strlen(shell)), uid, gid,
    };
    search->found = true;
    return !named;
}

bool find_user(const char *name, const uid_t *uid, struct user *user)
{
    struct user_search search = {name, strlen(name), uid, user, false};
    (void)each_line("/etc/passwd", uid ? NULL : name, visit_user, &search);
    return search.found;
}

/* Return whether a comma-separated list has this member; blanks before a member do not count. */
static bool lists(const char *members, const char *member, size_t length)
{
    for (;;) {
        while (is_blank(*members))
            members++;
        if (length && strncmp(members, member, length) == 0 && (!members[length] || members[length] == ','))
            return true;
        while (*members && *members != ',')
            members++;
        if (!*members++)
            return false;
    }
}

static bool visit_group(char *line, void *context)
{
    struct group_search *search = context;
    if (is_none(line))
        return true;
    char *field = next_field(next_field(line));
    gid_t gid;
    for (size_t i = 0; search->missing && i < search->count; i++) {
        struct sought *sought = &search->sought[i];
        if (!sought->found && begins_with(line, sought->part.text, strlen(sought->part.text)) && number(field, &gid)) {
            sought->found = true;
            sought->gid = gid;
            search->missing--;
        }
    }
    if (search->member && lists(next_field(field), search->member, search->length) && number(field, &gid))
        add_id(search->ids, gid);
    return search->member || search->missing;
}

bool find_groups(struct sought *sought, size_t count, const char *member, const gid_t *gid, struct ids *ids)
{
    struct group_search search = {sought, count, count, member, member ? strlen(member) : 0, ids};
    (void)gid; /* no line needs it: the caller adds it */
    const char *word = !count ? member : count == 1 && !member ? sought->part.text : NULL;
    if (member || count)
        (void)each_line("/etc/group", word, visit_group, &search);
    return true;
}
