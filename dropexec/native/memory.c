/* Memory that lives until the exec: a block that costs nothing until it is touched, then pages from the kernel. */
#include "launcher.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static alignas(max_align_t) char block[65536];
static size_t used;

void *take(size_t count, size_t size)
{
    const size_t step = alignof(max_align_t);
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX - step)
        fail(FAILURE, "cannot go on: out of memory");
    bytes = (bytes + step - 1) / step * step;
    if (bytes <= sizeof block - used) {
        used += bytes;
        return block + used - bytes;
    }
    void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        fail(FAILURE, "cannot go on: out of memory");
    return pages;
}

char *copy(const char *text, size_t length)
{
    return memcpy(take(length + 1, 1), text, length);
}

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
