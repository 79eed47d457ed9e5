/* Compute the target's environment: reset by default. */
#include "launcher.h"

#include <string.h>

/* What passes from the caller in a reset environment: the locale, the terminal, and what service managers say;
 * LC_* as well. */
static const char kept[][24] = {
    "CACHE_DIRECTORY", "CONFIGURATION_DIRECTORY", "CREDENTIALS_DIRECTORY", "FDSTORE", "INVOCATION_ID", "JOURNAL_STREAM", "LANG",
    "LANGUAGE", "LISTEN_FDNAMES", "LISTEN_FDS", "LISTEN_PID", "LISTEN_PIDFDID", "LOGS_DIRECTORY", "MAINPID", "MANAGERPID",
    "MEMORY_PRESSURE_WATCH", "MEMORY_PRESSURE_WRITE", "NOTIFY_SOCKET", "RUNTIME_DIRECTORY", "STATE_DIRECTORY", "SYSTEMD_EXEC_PID",
    "TERM", "TZ", "UPSTART_EVENTS", "UPSTART_FDS", "UPSTART_INSTANCE", "UPSTART_JOB", "UPSTART_STOP_EVENTS", "WATCHDOG_PID",
    "WATCHDOG_USEC",
};

/* A variable of the result: its NAME=VALUE and the name's length, whether it is there and whether it is the caller's; text is at
 * least the name. */
struct variable { const char *text; uint32_t length; bool present, inherited; };

/* The result in the order of first mention, and a hash table of positions in it plus one: a caller may have 100 000 variables. */
struct block { struct variable *variable; size_t count, slots; uint32_t *slot; };

bool matches(const char *pattern, const char *name, size_t length)
{
    /* star is where to go on after a mismatch: the shortest run for the last * is made one longer. */
    const char *end = name + length, *star = NULL, *run = NULL;
    while (name < end) {
        if (*pattern == '*') {
            star = ++pattern;
            run = name;
        } else if (*pattern == *name) {
            pattern++;
            name++;
        } else if (star) {
            pattern = star;
            name = ++run;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return !*pattern;
}

static bool any_matches(struct words patterns, const char *name, size_t length)
{
    for (size_t i = 0; i < patterns.count; i++)
        if (matches(patterns.word[i], name, length))
            return true;
    return false;
}

/* Return whether an entry, NAME=VALUE, passes into a reset environment. */
static bool is_kept(const char *text)
{
    for (size_t i = 0; i < sizeof kept / sizeof *kept && *kept[i] <= *text; i++) { /* sorted */
        if (*kept[i] != *text)
            continue;
        size_t length = strlen(kept[i]);
        if (strncmp(text, kept[i], length) == 0 && text[length] == '=')
            return true;
    }
    return strncmp(text, "LC_", 3) == 0;
}

/* Return the place of a variable, made where there is none. */
static struct variable *place(struct block *block, const char *name, size_t length)
{
    uint32_t hash = 2166136261U; /* FNV-1a */
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)name[i]) * 16777619U;
    size_t slot = hash & (block->slots - 1);
    for (; block->slot[slot]; slot = (slot + 1) & (block->slots - 1)) {
        struct variable *variable = &block->variable[block->slot[slot] - 1];
        if (variable->length == length && memcmp(variable->text, name, length) == 0)
            return variable;
    }
    struct variable *variable = &block->variable[block->count++];
    *variable = (struct variable){.text = name, .length = (uint32_t)length};
    block->slot[slot] = (uint32_t)block->count;
    return variable;
}

static void set(struct block *block, const char *name, const char *value)
{
    struct variable *variable = place(block, name, strlen(name));
    variable->text = format("%s=%s", name, value);
    variable->present = true;
    variable->inherited = false;
}

/* Take over the caller's variables: an entry without a name or = is none, and the first of a name counts (getenv(3)). */
static void inherit(struct block *block, char **caller, bool all, struct words preserve)
{
    for (; *caller; caller++) {
        const char *text = *caller;
        bool passes = all || is_kept(text);
        if (!passes && !preserve.count)
            continue;
        size_t length = strcspn(text, "=");
        if (length == 0 || !text[length] || (!passes && !any_matches(preserve, text, length)))
            continue;
        struct variable *variable = place(block, text, length);
        if (!variable->present)
            *variable = (struct variable){text, (uint32_t)length, true, true};
    }
}

static void check_patterns(const char *option, struct words patterns)
{
    for (size_t i = 0; i < patterns.count; i++)
        if (!*patterns.word[i] || strchr(patterns.word[i], '='))
            fail(FAILURE, "cannot use %s %s: it is not the name of a variable", option, quoted(patterns.word[i]));
}

/* HOME, USER, LOGNAME, SHELL are the account's, unless --preserve-env names one literally and the caller has it. */
static void identify(struct block *block, const struct account *account, struct words preserve)
{
    const struct { const char *name, *value; } identity[] = {
        {"HOME", account->home}, {"USER", account->name}, {"LOGNAME", account->name}, {"SHELL", account->shell},
    };
    for (size_t i = 0; i < sizeof identity / sizeof *identity; i++) {
        struct variable *variable = place(block, identity[i].name, strlen(identity[i].name));
        bool literal = false;
        for (size_t j = 0; j < preserve.count; j++)
            literal = literal || strcmp(preserve.word[j], identity[i].name) == 0;
        if (literal && variable->inherited)
            continue;
        if (identity[i].value)
            set(block, identity[i].name, identity[i].value);
        else
            variable->present = false;
    }
}

char **compute_environment(char **caller, const struct account *account, const struct line *line)
{
    const char *const login_defs[] = {"/etc/login.defs", "/usr/etc/login.defs", NULL};
    const struct words preserve = list_of(line, PRESERVE_ENV), unset = line->given[UNSET_ENV], assigned = line->given[ENV];
    bool all = given(line, PRESERVE_ALL);
    check_patterns("--preserve-env", preserve);
    check_patterns("--unset-env", unset);
    const char *path = all ? NULL : default_path(login_defs, account->uid);
    struct block block = {.slots = 64};
    size_t most = assigned.count + 5;
    for (char **entry = caller; *entry; entry++)
        most++;
    while (block.slots < 2 * most)
        block.slots *= 2;
    block.variable = take(most, sizeof *block.variable);
    block.slot = take(block.slots, sizeof *block.slot);

    inherit(&block, caller, all, preserve);
    if (path && !place(&block, "PATH", 4)->inherited)
        set(&block, "PATH", path);
    identify(&block, account, preserve);
    for (size_t i = 0; i < assigned.count; i++) {
        const char *text = assigned.word[i];
        size_t length = strcspn(text, "=");
        if (length == 0 || !text[length])
            fail(FAILURE, "cannot use --env %s: it is not NAME=VALUE", quoted(text));
        struct variable *variable = place(&block, text, length);
        variable->text = text;
        variable->present = true;
    }

    char **result = take(block.count + 1, sizeof *result);
    size_t count = 0;
    for (size_t i = 0; i < block.count; i++) {
        const struct variable *variable = &block.variable[i];
        if (variable->present && !any_matches(unset, variable->text, variable->length))
            result[count++] = (char *)variable->text;
    }
    return result;
}

const char *variable(char *const *environment, const char *name)
{
    size_t length = strlen(name);
    for (; *environment; environment++)
        if (strncmp(*environment, name, length) == 0 && (*environment)[length] == '=')
            return *environment + length + 1;
    return NULL;
}

struct setting { const char *name, *path; size_t length; };

/* login.defs(5): NAME, blanks, VALUE; written with PATH= in front or without, in double quotes or not; the last line counts. */
static bool visit_setting(char *line, void *context)
{
    struct setting *setting = context;
    static const char blank[] = " \t\r\v\f";
    size_t length = setting->length;
    if (*line != *setting->name || strncmp(line, setting->name, length) != 0)
        return true;
    for (size_t end = strlen(line); end && strchr(blank, line[end - 1]);)
        line[--end] = 0;
    if (line[length] && line[length] != ' ' && line[length] != '\t')
        return true;
    line += length + strspn(line + length, " \t\"");
    line[strcspn(line, "\"")] = 0;
    if (strncmp(line, "PATH=", 5) == 0)
        line += 5;
    setting->path = copy(line, strlen(line));
    return true;
}

const char *default_path(const char *const *paths, uid_t uid)
{
    struct setting setting = {uid ? "ENV_PATH" : "ENV_SUPATH", "", uid ? 8 : 10};
    while (*paths && !each_line(*paths, setting.name, visit_setting, &setting))
        paths++;
    if (*setting.path)
        return setting.path;
    return uid ? "/usr/local/bin:/usr/bin:/bin" : "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
}
