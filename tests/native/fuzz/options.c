/* The command line and the environment: words that end in NUL, then, after an empty word, the
 * caller's variables. */
#include "harness.h"

#include <string.h>

enum { WORDS = 64 };

static char **split(const char **data, const char *end)
{
    char **words = allocate(WORDS + 1, sizeof *words);
    for (size_t count = 0; count < WORDS && *data < end;) {
        const char *nul = memchr(*data, 0, (size_t)(end - *data));
        size_t length = (size_t)((nul ? nul : end) - *data);
        const char *word = *data;
        *data += length + 1;
        if (length == 0)
            break;
        words[count++] = copy(word, length);
    }
    return words;
}

static void parse(const char *data, size_t size)
{
    static const struct account account = {
        .name = "fuzz", .home = "/h", .shell = "/s", .uid = 1,
    };
    const char *end = data + size;
    char **words = split(&data, end);
    struct command_line line = parse_options(words);
    if (is_given(&line, OPTION_HELP) || is_given(&line, OPTION_VERSION))
        return;
    CHECK(line.spec && line.command && *line.command);
    for (size_t i = 0; i < line.given[OPTION_RLIMIT].count; i++) {
        struct limit limit = parse_limit(line.given[OPTION_RLIMIT].word[i]);
        CHECK(limit.name && limit.value.rlim_cur <= limit.value.rlim_max);
    }
    if (is_given(&line, OPTION_PDEATHSIG)) {
        int number = parse_signal(text_of(&line, OPTION_PDEATHSIG));
        CHECK(number >= 1 && number <= 64);
    }
    if (is_given(&line, OPTION_UMASK))
        CHECK(parse_mode(text_of(&line, OPTION_UMASK)) <= 0777);
    if (is_given(&line, OPTION_NICE)) {
        int nice = parse_integer(OPTION_NICE, text_of(&line, OPTION_NICE));
        CHECK(nice >= -20 && nice <= 19);
    }
    struct word_list capabilities = list_of(&line, OPTION_AMBIENT_CAPS);
    uint64_t mask = parse_capabilities(OPTION_AMBIENT_CAPS, capabilities);
    CHECK(mask == 0 || strlen(shown_capabilities(mask)) > 4);

    struct environment_choice choice = {
        .preserve_all = is_given(&line, OPTION_PRESERVE_ALL),
        .preserve = list_of(&line, OPTION_PRESERVE_ENV),
        .assignments = line.given[OPTION_ENV],
        .unset = line.given[OPTION_UNSET_ENV],
    };
    char **environment = compute_environment(split(&data, end), &account, &choice);
    for (char **entry = environment; *entry; entry++) {
        size_t length = strcspn(*entry, "=");
        CHECK(length > 0 && (*entry)[length] == '=');
        for (char **other = environment; other < entry; other++)
            CHECK(strncmp(*entry, *other, length + 1) != 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    serve("", 0);
    return run(parse, data, size), 0;
}
