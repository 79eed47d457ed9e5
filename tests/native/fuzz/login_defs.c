/* login.defs: PATH is never empty, never more than a line of the file, and the built-in one
 * where the file has none. */
#include "harness.h"

#include <string.h>

static void read_path(const char *data, size_t size)
{
    static const char *const paths[] = {"/etc/login.defs", NULL};
    for (uid_t uid = 0; uid < 2; uid++) {
        serve(data, size);
        const char *path = default_path(paths, uid);
        CHECK(*path && !strpbrk(path, "\n\""));
        CHECK(memmem(data, size, path, strlen(path)) || strcmp(path, DEFAULT_PATH) == 0
              || strcmp(path, DEFAULT_SUPERUSER_PATH) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return run(read_path, data, size), 0;
}
