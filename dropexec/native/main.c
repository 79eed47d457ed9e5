/* The launcher from its start to the exec: refuse, parse, decide the plan, carry it out. */
#include "launcher.h"

extern char **environ;

static int show(const char *text)
{
    if (!write_all(1, text))
        fail(FAILURE, "cannot write to descriptor %d: %s", 1, reason());
    return 0;
}

int main(int argc, char **argv)
{
    fill_standard();
    struct caller caller = read_caller();
    refuse_elevated(&caller);
    /* execve(2) before Linux 5.18 may start a program without argv[0]. */
    struct command_line line = parse_options(argv + (argc > 0));
    if (is_given(&line, OPTION_HELP))
        return show(HELP_TEXT);
    if (is_given(&line, OPTION_VERSION))
        return show(version_text());
    struct plan plan = decide(&line, &caller, original_environment(argc, argv, environ));
    carry_out(&plan);
}
