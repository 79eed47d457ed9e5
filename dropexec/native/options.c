/* The grammar of the command line; its table is in tables.h. */
#include "launcher.h"

#include <string.h>

const struct option_row option_rows[OPTION_COUNT] = {OPTION_ROWS};

/* Pairs of options that cannot be combined. */
static const unsigned char exclusive[][2] = {EXCLUSIVE_ROWS};

/* What is left of the command line, and room for as many arguments of one option as it has
 * words. */
struct parser { struct command_line line; char **rest; size_t words; };

const char *text_of(const struct command_line *line, int option)
{
    return is_given(line, option) ? line->given[option].word[0] : NULL;
}

bool is_given(const struct command_line *line, int option)
{
    return line->given[option].count > 0;
}

struct word_list list_of(const struct command_line *line, int option)
{
    struct word_list list = {NULL, 0};
    const char *text = text_of(line, option);
    if (!text)
        return list;
    size_t elements = 1;
    for (const char *byte = text; *byte; byte++)
        elements += *byte == ',';
    list.word = allocate(elements, sizeof *list.word);
    for (; list.count < elements; list.count++) {
        size_t length = strcspn(text, ",");
        if (length == 0)
            fail(FAILURE, "cannot use --%s %s: an element of the list is empty",
                 option_rows[option].name, quoted(text_of(line, option)));
        list.word[list.count] = copy(text, length);
        text += length + 1;
    }
    return list;
}

static _Noreturn void unknown(const char *name)
{
    const char *names[OPTION_COUNT], *hint = option_habit(name);
    if (!*hint && name[1] == '-') {
        for (size_t i = 0; i < OPTION_COUNT; i++)
            names[i] = format("--%s", option_rows[i].name);
        hint = did_you_mean(name, names, OPTION_COUNT);
    }
    fail(FAILURE, "cannot use %s: no such option%s", quoted(name),
         *hint ? hint : "; see dropexec --help");
}

static void store(struct parser *parser, int option, const char *value)
{
    int row = option == OPTION_PRESERVE_ALL ? OPTION_PRESERVE_ENV : option;
    struct word_list *words = &parser->line.given[option];
    bool repeatable = option_rows[row].repeatable;
    if (words->count && !repeatable)
        fail(FAILURE, "cannot use --%s twice: it may be given only once", option_rows[row].name);
    if (!words->word)
        words->word = allocate(repeatable ? parser->words : 1, sizeof *words->word);
    words->word[words->count++] = value;
}

static char *argument(struct parser *parser, int option)
{
    if (!*parser->rest)
        fail(FAILURE, "cannot use --%s: its argument %s is missing", option_rows[option].name,
             option_rows[option].argument);
    return *parser->rest++;
}

/* Return whether the option is one without an argument here. */
static bool is_flag(int option)
{
    return !*option_rows[option].argument || option_rows[option].optional;
}

/* Parse a word that begins with two dashes; return its option. */
static int parse_long(struct parser *parser, char *word)
{
    char *name = word + 2, *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    int option = 0;
    for (; option < OPTION_COUNT; option++) {
        const char *known = option_rows[option].name;
        if (strncmp(known, name, length) == 0 && !known[length])
            break;
    }
    if (option == OPTION_COUNT)
        unknown(copy(word, length + 2));
    if (!*option_rows[option].argument && equals)
        fail(FAILURE, "cannot use --%s=%s: the option takes no value", option_rows[option].name,
             quoted(equals + 1));
    if (equals)
        store(parser, option, equals + 1);
    else if (is_flag(option))
        store(parser, option == OPTION_PRESERVE_ENV ? OPTION_PRESERVE_ALL : option, "");
    else
        store(parser, option, argument(parser, option));
    return option;
}

/* Parse a word of short options, which is looked at whole before any of it counts. */
static void parse_cluster(struct parser *parser, char *word)
{
    int option = OPTION_COUNT;
    const char *value = NULL;
    size_t flags = 0;
    for (char *letter = word + 1; *letter && !value; letter++) {
        for (option = 0; option < OPTION_COUNT && option_rows[option].letter != *letter; option++)
            continue;
        if (option == OPTION_COUNT)
            unknown((char[]){'-', *letter, 0});
        if (is_flag(option))
            flags++;
        else
            value = letter[1] ? letter + 1 : argument(parser, option);
    }
    while (flags--)
        store(parser, OPTION_PRESERVE_ALL, ""); /* the only flag that has a letter */
    if (value)
        store(parser, option, value);
}

void check_exclusive(const struct command_line *line)
{
    for (size_t i = 0; i < COUNT_OF(exclusive); i++)
        if (is_given(line, exclusive[i][0]) && is_given(line, exclusive[i][1]))
            fail(FAILURE, "cannot use --%s with --%s: they are mutually exclusive; choose one",
                 option_rows[exclusive[i][0]].name, option_rows[exclusive[i][1]].name);
}

/* Take the user spec and the command from what is left. */
static void parse_rest(struct command_line *line, char **rest)
{
    if (!*rest)
        fail(FAILURE, "cannot run anything: the user is missing; usage: " USAGE);
    line->spec = *rest++;
    if (*rest && strcmp(*rest, "--") == 0)
        rest++;
    if (!*rest)
        fail(FAILURE, "cannot run anything as %s: the command is missing; usage: " USAGE,
             quoted(line->spec));
    line->command = rest;
}

struct command_line parse_options(char **words)
{
    struct parser parser = {.rest = words};
    while (words[parser.words])
        parser.words++;
    while (*parser.rest && parser.rest[0][0] == '-' && parser.rest[0][1]) {
        char *word = *parser.rest++;
        if (strcmp(word, "--") == 0)
            break;
        if (word[1] != '-') {
            parse_cluster(&parser, word);
        } else {
            int option = parse_long(&parser, word);
            if (option == OPTION_HELP || option == OPTION_VERSION)
                return parser.line;
        }
    }
    parse_rest(&parser.line, parser.rest);
    return parser.line;
}
