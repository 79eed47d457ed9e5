/* /etc/passwd and /etc/group read by this program itself, for the static build: one pass each, lines as glibc's "files" service
 * reads them (nss_files in nsswitch.conf(5)), any number of members.
 *
 * One difference is on purpose: getgrouplist(3) of glibc 2.36 also takes the members of lines that start with #, + or -, so
 * that a group commented out, or a bare "+:::USER", still gives USER its gid (0 for the latter).  Such a line is no group here. */
#include "launcher.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char build_kind[] = " static";

struct user_search { const char *name; size_t length; const uid_t *uid; struct user *user; bool found; };
struct group_search { struct sought *sought; size_t count, missing; const char *member; struct ids *ids; };

/* Return the start of an entry, or NULL for an empty line, a comment and a NIS directive. */
static char *entry(char *line)
{
    while (isspace((unsigned char)*line))
        line++;
    return *line == 0 || strchr("#+-", *line) ? NULL : line;
}

/* Cut the next field off a line; what is missing at its end is empty. */
static char *field(char **rest)
{
    char *start = *rest;
    *rest += strcspn(start, ":");
    if (**rest)
        *(*rest)++ = 0;
    return start;
}

/* Cut a number off a line; return whether it was one that fits. */
static bool number(char **rest, uint32_t *value)
{
    char *end;
    unsigned long long parsed = strtoull(*rest, &end, 10);
    if (end == *rest || (*end && *end != ':') || parsed > UINT32_MAX)
        return false;
    *rest = *end ? end + 1 : end;
    *value = (uint32_t)parsed;
    return true;
}

static bool visit_user(char *line, void *context)
{
    struct user_search *search = context;
    char *rest = entry(line);
    if (!rest)
        return true;
    bool named = strncmp(rest, search->name, search->length) == 0 && rest[search->length] == ':';
    if (!named && (search->found || !search->uid))
        return true;
    uid_t uid;
    gid_t gid;
    char *name = field(&rest);
    (void)field(&rest); /* the password */
    if (!number(&rest, &uid) || !number(&rest, &gid) || (!named && uid != *search->uid))
        return true;
    (void)field(&rest); /* GECOS */
    char *home = field(&rest);
    *search->user = (struct user){copy(name, strlen(name)), copy(home, strlen(home)), copy(rest, strlen(rest)), uid, gid};
    search->found = true;
    return !named;
}

bool find_user(const char *name, const uid_t *uid, struct user *user)
{
    struct user_search search = {name, strlen(name), uid, user, false};
    (void)each_line("/etc/passwd", visit_user, &search);
    return search.found;
}

/* Return whether a comma-separated list of members has this one. */
static bool lists(const char *members, const char *member)
{
    const size_t length = strlen(member);
    while (*members) {
        while (isspace((unsigned char)*members))
            members++;
        size_t span = strcspn(members, ",");
        if (span == length && span > 0 && memcmp(members, member, span) == 0)
            return true;
        members += span + (members[span] != 0);
    }
    return false;
}

static bool visit_group(char *line, void *context)
{
    struct group_search *search = context;
    char *rest = entry(line);
    gid_t gid;
    if (!rest)
        return true;
    char *name = field(&rest);
    (void)field(&rest); /* the password */
    if (!number(&rest, &gid))
        return true;
    for (size_t i = 0; search->missing && i < search->count; i++) {
        struct sought *sought = &search->sought[i];
        if (!sought->found && strcmp(sought->part.text, name) == 0) {
            sought->found = true;
            sought->gid = gid;
            search->missing--;
        }
    }
    if (search->member && lists(rest, search->member))
        add_id(search->ids, gid);
    return search->member || search->missing;
}

bool find_groups(struct sought *sought, size_t count, const char *member, const gid_t *gid, struct ids *ids)
{
    struct group_search search = {sought, count, count, member, ids};
    (void)gid; /* no line needs it: the caller adds it */
    if (member || count)
        (void)each_line("/etc/group", visit_group, &search);
    return true;
}
