/* The text of --version; that of --help is in tables.h. */
#include "launcher.h"

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#define LIBC_NAME "glibc "
#define LIBC_VERSION gnu_get_libc_version()
#else
#define LIBC_NAME "musl" /* which does not tell its version */
#define LIBC_VERSION ""
#endif

const char *version_text(void)
{
    return format("dropexec " DROPEXEC_VERSION " (native, " LIBC_NAME "%s%s)\n", LIBC_VERSION,
                  build_kind);
}
