/* The account files: the first line is the name that is looked for, the rest is the file. */
#include "harness.h"

#include <string.h>

static void search(const char *data, size_t size)
{
    const char *newline = memchr(data, '\n', size);
    if (!newline)
        return;
    const char *name = parse_part("user", copy(data, (size_t)(newline - data))).text;
    const char *file = newline + 1;
    size_t length = size - (size_t)(file - data);
    struct user user = {0};
    for (uid_t uid = 0; uid < 3; uid++) {
        serve(file, length);
        if (find_user(name, uid ? &uid : NULL, &user)) {
            CHECK(strcmp(user.name, name) == 0 || (uid && user.uid == uid));
            CHECK(*user.name != '+' && *user.name != '-' && *user.name != '#');
            CHECK(strlen(user.home) + strlen(user.shell) < length);
        }
    }
    struct wanted_group groups[2] = {
        {.part = {.text = name}}, {.part = {.text = "1", .numeric = true, .id = 1}},
    };
    struct id_list ids = {NULL, 0, 0};
    serve(file, length);
    find_groups(groups, 2, name, &ids);
    /* Every group that lists the name has a line, and the name in it. */
    CHECK(ids.count == 0 || (*name && memmem(file, length, name, strlen(name))));
    sort_ids(&ids);
    for (size_t i = 1; i < ids.count; i++)
        CHECK(ids.id[i - 1] < ids.id[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return run(search, data, size), 0;
}
