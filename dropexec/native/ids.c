/* Lists of group ids, and of descriptors. */
#include "launcher.h"

#include <stdlib.h>
#include <string.h>

void add_id(struct ids *ids, gid_t id)
{
    if (ids->count == ids->room) {
        ids->room = ids->room ? ids->room * 2 : 64;
        gid_t *larger = take(ids->room, sizeof *larger);
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

void sort_ids(struct ids *ids)
{
    size_t kept = 0;
    if (ids->count > 1)
        qsort(ids->id, ids->count, sizeof *ids->id, ascending);
    for (size_t i = 0; i < ids->count; i++)
        if (i == 0 || ids->id[i] != ids->id[kept - 1])
            ids->id[kept++] = ids->id[i];
    ids->count = kept;
}
