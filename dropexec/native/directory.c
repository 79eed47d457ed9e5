/* The working directory: enter one, and see that it lies inside this root. */
#include "launcher.h"

#include <errno.h>
#include <limits.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's answer begins with "(unreachable)" otherwise; of that, and of a path that is too
 * long for it, glibc's getcwd(3) would make what it finds by walking. */
static bool is_inside_root(void)
{
    char path[PATH_MAX];
    return syscall(SYS_getcwd, path, sizeof path) > 0 && *path == '/';
}

/* A descriptor or working directory that a runtime leaves behind leads out of a container
 * (CVE-2024-21626). */
void check_inherited_directory(void)
{
    if (!is_inside_root())
        fail(FAILURE, "cannot stay in the working directory: it is outside this root, or getcwd(2) "
             "cannot tell (a container escape or a lazy unmount leaves it so); start elsewhere, "
             "or use --chdir=/");
}

void enter_directory(const char *directory, const char *who)
{
    if (chdir(directory) < 0) {
        const char *why = reason();
        fail(FAILURE, "cannot enter directory %s as %s: %s%s", quoted(directory), who, why,
             is_denied() ? denial(directory, who) : "");
    }
    if (!is_inside_root())
        fail(FAILURE, "cannot enter directory %s as %s: it is outside this root, "
             "or getcwd(2) cannot tell", quoted(directory), who);
}
