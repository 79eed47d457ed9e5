/* Patterns: pattern, newline, name; the same answer as the definition gives. */
#include "harness.h"

#include <string.h>

/* The definition: a star is nothing, or one byte and the star again.  table[i][j]: does pattern
 * + i match name + j? */
static bool defined(const char *pattern, size_t rows, const char *name, size_t columns)
{
    bool *table = allocate((rows + 1) * (columns + 1), sizeof *table);
    for (size_t i = rows + 1; i-- > 0;)
        for (size_t j = columns + 1; j-- > 0;) {
            bool *here = &table[i * (columns + 1) + j];
            if (i == rows)
                *here = j == columns;
            else if (pattern[i] == '*')
                *here = here[columns + 1] || (j < columns && here[1]);
            else
                *here = j < columns && pattern[i] == name[j] && here[columns + 2];
        }
    return table[0];
}

static void compare(const char *data, size_t size)
{
    const char *newline = memchr(data, '\n', size);
    if (!newline || memchr(data, 0, size) || size > 512)
        return;
    size_t rows = (size_t)(newline - data), columns = size - rows - 1;
    const char *pattern = copy(data, rows), *name = copy(newline + 1, columns);
    CHECK(matches(pattern, name, columns) == defined(pattern, rows, name, columns));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return run(compare, data, size), 0;
}
