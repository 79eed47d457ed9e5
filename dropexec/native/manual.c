/* The text of --help and --version.  The help is the reference's, which makes it from the option table: a test compares them. */
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
    return format("dropexec " DROPEXEC_VERSION " (native, " LIBC_NAME "%s%s)\n", LIBC_VERSION, build_kind);
}

const char *help_text(void)
{
    return
        "Usage: dropexec [OPTION]... USER[:GROUP] COMMAND [ARGUMENT]...\n"
        "Become USER in this same process, without a fork, and exec COMMAND.\n"
        "\n"
        "USER and GROUP are names or decimal ids. The environment is reset by default.\n"
        "\n"
        "Options:\n"
        "      --groups LIST         supplementary groups are exactly these and the gid\n"
        "      --init-groups         with USER:GROUP: supplementary groups from the\n"
        "                            group database, plus GROUP\n"
        "      --add-groups LIST     these groups besides the ones that the user spec\n"
        "                            gives\n"
        "      --clear-groups        no supplementary group but the gid\n"
        "      --keep-groups         do not call setgroups (user namespaces that deny\n"
        "                            it)\n"
        "  -E, --preserve-env[=LIST]\n"
        "                            keep the caller's environment; with =LIST: reset\n"
        "                            it, but keep these (* matches any run of\n"
        "                            characters)\n"
        "  -e, --env NAME=VALUE      set a variable\n"
        "      --unset-env NAME      remove a variable (* matches any run of characters)\n"
        "  -C, --chdir DIR           working directory, entered as the target user; a\n"
        "                            leading ~ is the target's home\n"
        "      --umask MODE          file mode creation mask, octal\n"
        "      --rlimit NAME=SOFT[:HARD]\n"
        "                            resource limit (nofile, nproc, core, ...); one\n"
        "                            value sets both\n"
        "      --nice N              absolute niceness, -20 to 19\n"
        "      --oom-score-adj N     out-of-memory score adjustment, -1000 to 1000\n"
        "      --argv0 NAME          the target's argv[0]\n"
        "      --no-tty              give up the controlling terminal\n"
        "      --close-fds           close every descriptor above 2 but those of socket\n"
        "                            activation\n"
        "      --keep-fds LIST       with --close-fds: keep these descriptors too\n"
        "      --chown-stdio         give the terminal, pipe or socket behind\n"
        "                            descriptors 0 to 2 to the target user\n"
        "      --pdeathsig SIGNAL    signal to send to the target when its parent dies\n"
        "      --no-new-privs        set no_new_privs\n"
        "      --ambient-caps LIST   keep these capabilities across the drop\n"
        "      --bounding-caps LIST  reduce the capability bounding set to these; none\n"
        "                            for empty\n"
        "      --help                show this help and exit\n"
        "      --version             show the version and exit\n"
        "\n"
        "Exit status:\n"
        "  125  dropexec itself failed; the command was not started\n"
        "  126  the command was found but could not be run\n"
        "  127  the command was not found\n"
        "  Anything else is the command's own.\n"
        "\n"
        "Full documentation: man dropexec\n";
}
