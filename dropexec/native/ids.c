/* Lists of group ids, and of descriptors. */
#include "launcher.h"

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

/* Let the id at root sink below the larger ones of its subtree: i's children are 2i+1, 2i+2. */
static void sink(gid_t *id, size_t root, size_t count)
{
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && id[child + 1] > id[child])
            child++;
        if (id[root] >= id[child])
            return;
        gid_t larger = id[child];
        id[child] = id[root];
        id[root] = larger;
    }
}

/* Sort in place, each id once. A heapsort: qsort(3) of the static build's C library is 4 KB, and
 * glibc's allocates. */
void sort_ids(struct id_list *ids)
{
    for (size_t root = ids->count / 2; root-- > 0;)
        sink(ids->id, root, ids->count);
    for (size_t left = ids->count; left > 1;) {
        gid_t largest = ids->id[0];
        ids->id[0] = ids->id[--left];
        ids->id[left] = largest;
        sink(ids->id, 0, left);
    }
    size_t kept = 0;
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
    enum { SHOWN = 16 };
    const char *list = "";
    for (size_t i = 0; i < ids->count && i < SHOWN; i++)
        list = format("%s%s%u", list, i ? ", " : "", ids->id[i]);
    return ids->count > SHOWN ? format("[%s and %u more]", list, (unsigned)ids->count - SHOWN)
                              : format("[%s]", list);
}
