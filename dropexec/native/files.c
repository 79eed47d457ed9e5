/* Accounts from /etc/passwd and /etc/group alone, for the static build: one pass each. */
#include "launcher.h"

#include <string.h>

const char build_kind[] = " static";

/* A database of nsswitch.conf(5), and whether another source than its file is named for it. */
struct database { const char *name; bool has_more; };

static bool look_for_more(char *line, void *context)
{
    struct database *database = context;
    size_t length = strlen(database->name);
    line[strcspn(line, "#")] = 0;
    if (strncmp(line, database->name, length) != 0 || line[length] != ':')
        return true;
    for (char *word = line + length + 1; *word;) {
        word += strspn(word, " \t");
        size_t span = strcspn(word, " \t");
        /* systemd's accounts are of processes that run already (nss-systemd(8)). */
        bool known = (span == 5 && memcmp(word, "files", span) == 0)
                     || (span == 7 && memcmp(word, "systemd", span) == 0);
        database->has_more |= span && *word != '[' && !known;
        word += span;
    }
    return true;
}

const char *unread_sources(const char *name)
{
    struct database database = {name, false};
    (void)each_line("/etc/nsswitch.conf", name, look_for_more, &database);
    return database.has_more ? format("; this build reads /etc/%s only, and /etc/nsswitch.conf "
                                      "names other sources", name) : "";
}

bool find_user(const char *name, const uid_t *uid, struct user *user)
{
    return find_user_in_file(name, uid, user);
}

void find_groups(struct wanted_group *groups, size_t count, const char *member,
                 struct id_list *ids)
{
    find_groups_in_file(groups, count, member, ids);
}
