/* Lists of group ids, and of descriptors. */
#include "launcher.h"

#include <stdlib.h>
#include <string.h>

void add_id(struct id_list *ids, gid_t id)
{
    if (ids->count == ids->room) {
        ids->room = ids->room ? ids->room * 2 : 64;
        gid_t *larger = allocate(ids->room, sizeof *larger);
        if (ids->count)
            memcpy(larger, ids->id, ids->count * sizeof *larger);
        ids->id = larger;
    }
    ids->id[ids->count++] = id;
}

static int ascending(const void *left, const void *right)
{
    gid_t a = *(const gid_t *)left, b = *(const gid_t *)right;
    return (a > b) - (a < b);
}

void sort_ids(struct id_list *ids)
{
    size_t kept = 0;
    if (ids->count > 1)
        qsort(ids->id, ids->count, sizeof *ids->id, ascending);
    for (size_t i = 0; i < ids->count; i++)
        if (i == 0 || ids->id[i] != ids->id[kept - 1])
            ids->id[kept++] = ids->id[i];
    ids->count = kept;
}

bool has_id(const struct id_list *ids, gid_t id)
{
    for (size_t i = 0; i < ids->count; i++)
        if (ids->id[i] == id)
            return true;
    return false;
}

bool same_ids(const struct id_list *left, const struct id_list *right)
{
    if (left->count != right->count)
        return false;
    return left->count == 0 || memcmp(left->id, right->id, left->count * sizeof *left->id) == 0;
}

const char *shown_ids(const struct id_list *ids)
{
    const char *list = "";
    for (size_t i = 0; i < ids->count; i++)
        list = format("%s%s%u", list, i ? ", " : "", ids->id[i]);
    return format("[%s]", list);
}
