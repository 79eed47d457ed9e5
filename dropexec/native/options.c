/* The option table, as data, and the grammar of the command line. */
#include "launcher.h"

#include <string.h>

#define USAGE "dropexec [OPTION]... USER[:GROUP] COMMAND [ARGUMENT]..."

/* argument is the metavariable, empty for a flag; an optional one is taken with = only.  Texts are in the table, not pointed to:
 * a pointer is a relocation, and a page of the executable that every start has to copy. */
static const struct { char name[18], argument[18], letter; bool optional, repeatable; } table[TABLE] = {
    [GROUPS] = {"--groups", "LIST", 0, false, false},
    [INIT_GROUPS] = {"--init-groups", "", 0, false, false},
    [ADD_GROUPS] = {"--add-groups", "LIST", 0, false, false},
    [CLEAR_GROUPS] = {"--clear-groups", "", 0, false, false},
    [KEEP_GROUPS] = {"--keep-groups", "", 0, false, false},
    [PRESERVE_ENV] = {"--preserve-env", "LIST", 'E', true, false},
    [ENV] = {"--env", "NAME=VALUE", 'e', false, true},
    [UNSET_ENV] = {"--unset-env", "NAME", 0, false, true},
    [CHDIR] = {"--chdir", "DIR", 'C', false, false},
    [UMASK] = {"--umask", "MODE", 0, false, false},
    [RLIMIT] = {"--rlimit", "NAME=SOFT[:HARD]", 0, false, true},
    [NICE] = {"--nice", "N", 0, false, false},
    [OOM_SCORE_ADJ] = {"--oom-score-adj", "N", 0, false, false},
    [ARGV0] = {"--argv0", "NAME", 0, false, false},
    [NO_TTY] = {"--no-tty", "", 0, false, false},
    [CLOSE_FDS] = {"--close-fds", "", 0, false, false},
    [KEEP_FDS] = {"--keep-fds", "LIST", 0, false, false},
    [CHOWN_STDIO] = {"--chown-stdio", "", 0, false, false},
    [PDEATHSIG] = {"--pdeathsig", "SIGNAL", 0, false, false},
    [NO_NEW_PRIVS] = {"--no-new-privs", "", 0, false, false},
    [AMBIENT_CAPS] = {"--ambient-caps", "LIST", 0, false, false},
    [BOUNDING_CAPS] = {"--bounding-caps", "LIST", 0, false, false},
    [HELP] = {"--help", "", 0, false, false},
    [VERSION] = {"--version", "", 0, false, false},
};

/* What is left of the command line, and room for as many arguments of one option as it has words. */
struct parser { struct line line; char **rest; size_t words; };

const char *text_of(const struct line *line, enum option option)
{
    return given(line, option) ? line->given[option].word[0] : NULL;
}

bool given(const struct line *line, enum option option)
{
    return line->given[option].count > 0;
}

struct words list_of(const struct line *line, enum option option)
{
    struct words list = {NULL, 0};
    const char *text = text_of(line, option);
    if (!text)
        return list;
    size_t elements = 1;
    for (const char *byte = text; *byte; byte++)
        elements += *byte == ',';
    list.word = take(elements, sizeof *list.word);
    for (; list.count < elements; list.count++) {
        size_t length = strcspn(text, ",");
        if (length == 0)
            fail(FAILURE, "cannot use %s %s: an element of the list is empty", table[option].name, quoted(text_of(line, option)));
        list.word[list.count] = copy(text, length);
        text += length + 1;
    }
    return list;
}

static _Noreturn void unknown(const char *name)
{
    const char *names[TABLE], *hint = "";
    for (size_t i = 0; i < TABLE; i++)
        names[i] = table[i].name;
    if (name[1] == '-')
        hint = did_you_mean(name, names, TABLE);
    fail(FAILURE, "cannot use %s: no such option%s", quoted(name), *hint ? hint : "; see dropexec --help");
}

static void store(struct parser *parser, enum option option, const char *value)
{
    struct words *words = &parser->line.given[option];
    bool repeatable = option != PRESERVE_ALL && table[option].repeatable;
    if (words->count && !repeatable)
        fail(FAILURE, "cannot use %s twice: it may stand once", table[option == PRESERVE_ALL ? PRESERVE_ENV : option].name);
    if (!words->word)
        words->word = take(repeatable ? parser->words : 1, sizeof *words->word);
    words->word[words->count++] = value;
}

static char *argument(struct parser *parser, enum option option)
{
    if (!*parser->rest)
        fail(FAILURE, "cannot use %s: its argument %s is missing", table[option].name, table[option].argument);
    return *parser->rest++;
}

/* Return whether the option is one without an argument here. */
static bool is_flag(enum option option)
{
    return !*table[option].argument || table[option].optional;
}

static enum option parse_long(struct parser *parser, char *word)
{
    size_t length = strcspn(word, "=");
    const char *value = word[length] ? word + length + 1 : NULL;
    enum option option = 0;
    while (option < TABLE && !(strncmp(table[option].name, word, length) == 0 && !table[option].name[length]))
        option++;
    if (option == TABLE)
        unknown(copy(word, length));
    if (!*table[option].argument && value)
        fail(FAILURE, "cannot use %s=%s: the option takes no value", table[option].name, quoted(value));
    if (value)
        store(parser, option, value);
    else if (is_flag(option))
        store(parser, option == PRESERVE_ENV ? PRESERVE_ALL : option, "");
    else
        store(parser, option, argument(parser, option));
    return option;
}

/* A cluster is looked at whole before any of it counts. */
static void parse_cluster(struct parser *parser, char *word)
{
    enum option option = OPTIONS;
    const char *value = NULL;
    size_t flags = 0;
    for (char *letter = word + 1; *letter && !value; letter++) {
        for (option = 0; option < TABLE && table[option].letter != *letter; option++)
            continue;
        if (option == TABLE)
            unknown((char[]){'-', *letter, 0});
        if (is_flag(option))
            flags++;
        else
            value = letter[1] ? letter + 1 : argument(parser, option);
    }
    while (flags--)
        store(parser, PRESERVE_ALL, ""); /* the only flag that has a letter */
    if (value)
        store(parser, option, value);
}

struct line parse_options(char **rest)
{
    struct parser parser = {.rest = rest};
    while (rest[parser.words])
        parser.words++;
    while (*parser.rest && parser.rest[0][0] == '-' && parser.rest[0][1]) {
        char *word = *parser.rest++;
        if (strcmp(word, "--") == 0)
            break;
        if (word[1] != '-') {
            parse_cluster(&parser, word);
        } else {
            enum option option = parse_long(&parser, word);
            if (option == HELP || option == VERSION)
                return parser.line;
        }
    }
    if (!*parser.rest)
        fail(FAILURE, "cannot run anything: the user is missing; usage: " USAGE);
    parser.line.spec = *parser.rest++;
    if (*parser.rest && strcmp(*parser.rest, "--") == 0)
        parser.rest++;
    if (!*parser.rest)
        fail(FAILURE, "cannot run anything as %s: the command is missing; usage: " USAGE, quoted(parser.line.spec));
    parser.line.command = parser.rest;
    return parser.line;
}
