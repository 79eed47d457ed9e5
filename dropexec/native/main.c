/* The launcher from its start to the exec: refuse, parse, decide the plan, carry it out. */
#include "launcher.h"

#include <string.h>

extern char **environ;

/* Names that a link to the launcher must not have, and what to write instead; an empty line
 * stands for the same words behind "dropexec -E". */
static const struct { char name[18], line[28]; } other_tools[] = {OTHER_TOOL_ROWS};

/* Show a word as a shell takes it, where that is how it is written. */
static const char *shown_word(const char *word)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-./";
    size_t length = strlen(word);
    return length && length <= 200 && strspn(word, plain) == length ? word : quoted(word);
}

static const char *same_words(char **words)
{
    const char *line = "dropexec -E";
    if (!*words || **words == '-')
        return "dropexec -E USER COMMAND";
    for (int count = 0; *words && count < WORDS_SHOWN; count++)
        line = format("%s %s", line, shown_word(*words++));
    return *words ? format("%s ...", line) : line;
}

/* Fail for another tool's name: its environment and its options would be lost in silence. */
static void refuse_other_name(const char *path, char **words)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    for (size_t i = 0; i < COUNT_OF(other_tools); i++)
        if (strcmp(name, other_tools[i].name) == 0)
            fail(FAILURE, "cannot act as %s: dropexec has other options and resets the "
                 "environment; write %s instead", name,
                 *other_tools[i].line ? other_tools[i].line : same_words(words));
}

static int show(const char *text)
{
    if (!write_all(1, text))
        fail(FAILURE, "cannot write to descriptor %d: %s", 1, reason());
    return 0;
}

int main(int argc, char **argv)
{
    /* execve(2) before Linux 5.18 may start a program without argv[0]. */
    char **words = argv + (argc > 0);
    fill_standard();
    refuse_other_name(argc > 0 ? argv[0] : "", words);
    struct caller caller = read_caller();
    refuse_elevated(&caller);
    struct command_line line = parse_options(words);
    if (is_given(&line, OPTION_HELP))
        return show(HELP_TEXT);
    if (is_given(&line, OPTION_VERSION))
        return show(version_text());
    struct plan plan = decide(&line, &caller, original_environment(argc, argv, environ));
    carry_out(&plan);
}
