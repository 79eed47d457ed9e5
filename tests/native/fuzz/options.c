/* The command line and the environment: words that end in NUL, then, after an empty word, the caller's variables. */
#include "harness.h"

#include <string.h>

enum { WORDS = 64 };

static char **split(const char **data, const char *end)
{
    char **words = take(WORDS + 1, sizeof *words);
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
    static const struct account account = {.name = "fuzz", .home = "/h", .shell = "/s", .uid = 1};
    const char *end = data + size;
    char **words = split(&data, end);
    struct line line = parse_options(words);
    if (given(&line, HELP) || given(&line, VERSION))
        return;
    CHECK(line.spec && line.command && *line.command);
    for (size_t i = 0; i < line.given[RLIMIT].count; i++) {
        struct limit limit = parse_limit(line.given[RLIMIT].word[i]);
        CHECK(limit.name && limit.value.rlim_cur <= limit.value.rlim_max);
    }
    if (given(&line, PDEATHSIG)) {
        int number = parse_signal(text_of(&line, PDEATHSIG));
        CHECK(number >= 1 && number <= 64);
    }
    if (given(&line, UMASK))
        CHECK(parse_mode(text_of(&line, UMASK)) <= 0777);
    if (given(&line, NICE)) {
        int nice = parse_integer("--nice", text_of(&line, NICE), -20, 19);
        CHECK(nice >= -20 && nice <= 19);
    }
    uint64_t mask = parse_capabilities("--ambient-caps", list_of(&line, AMBIENT_CAPS));
    CHECK(mask == 0 || strlen(shown_capabilities(mask)) > 4);

    char **environment = compute_environment(split(&data, end), &account, &line);
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
