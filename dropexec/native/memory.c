/* Memory that lives until the exec: a block that costs nothing until it is touched, then pages
 * from the kernel. */
#include "launcher.h"

#include <stdalign.h>
#include <string.h>
#include <sys/mman.h>

/* Most runs need no more than first. It comes last, and what the linker puts behind it are the C
 * library's own variables, in a page that is there already: every page that is touched for the
 * first time costs as much as several system calls. */
static struct { alignas(max_align_t) char more[65536], first[3072]; } block;
static char *next = block.first, *end = block.first + sizeof block.first;

void *allocate(size_t count, size_t size)
{
    const size_t step = alignof(max_align_t);
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX - step)
        fail(FAILURE, "cannot go on: out of memory");
    bytes = (bytes + step - 1) / step * step;
    if (bytes > (size_t)(end - next) && end != block.more + sizeof block.more) {
        next = block.more;
        end = next + sizeof block.more;
    }
    if (bytes <= (size_t)(end - next)) {
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
    return memcpy(allocate(length + 1, 1), text, length);
}
