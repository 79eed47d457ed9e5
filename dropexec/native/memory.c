/* Memory that lives until the exec: a block that costs nothing until it is touched, then pages from the kernel. */
#include "launcher.h"

#include <stdalign.h>
#include <string.h>
#include <sys/mman.h>

/* Most runs need less than its first page.  next is not zero at the start and so lies beside what the loader has written already:
 * every page that is touched for the first time costs as much as several system calls. */
static alignas(4096) char block[65536];
static char *next = block;

void *take(size_t count, size_t size)
{
    const size_t step = alignof(max_align_t);
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX - step)
        fail(FAILURE, "cannot go on: out of memory");
    bytes = (bytes + step - 1) / step * step;
    if (bytes <= (size_t)(block + sizeof block - next)) {
        next += bytes;
        return next - bytes;
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
