/* Compute the target's environment: reset by default. */
#include "launcher.h"

#include <string.h>

/* What is kept of the caller's environment when it is reset: the locale, the terminal, and what
 * service managers say. */
static const char kept_names[][24] = {KEPT_NAMES};
static const char kept_prefixes[][8] = {KEPT_PREFIXES};

/* Programs that stand for "no shell" (nologin(8)). */
static const char placeholder_shells[][8] = {PLACEHOLDER_SHELLS};

/* A variable of the result: its NAME=VALUE and the name's length, whether it is there and
 * whether it is the caller's; text is at least the name. */
struct variable { const char *text; uint32_t length; bool present, inherited; };

/* The result in the order of first mention, and a hash table of positions in it plus one: a
 * caller may have 100 000 variables. */
struct block { struct variable *variable; size_t count, slots; uint32_t *slot; };

bool matches(const char *pattern, const char *name, size_t length)
{
    /* star is where to go on after a mismatch: the shortest run for the last * is made one
     * longer. */
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

static bool any_matches(struct word_list patterns, const char *name, size_t length)
{
    for (size_t i = 0; i < patterns.count; i++)
        if (matches(patterns.word[i], name, length))
            return true;
    return false;
}

/* Return whether an entry, NAME=VALUE, passes into a reset environment. */
static bool is_kept(const char *text)
{
    for (size_t i = 0; i < COUNT_OF(kept_prefixes); i++)
        if (strncmp(text, kept_prefixes[i], strlen(kept_prefixes[i])) == 0)
            return true;
    for (size_t i = 0; i < COUNT_OF(kept_names) && *kept_names[i] <= *text; i++) { /* sorted */
        if (*kept_names[i] != *text)
            continue;
        size_t length = strlen(kept_names[i]);
        if (strncmp(text, kept_names[i], length) == 0 && text[length] == '=')
            return true;
    }
    return false;
}

/* Return a variable of the block, added where it is not there yet. */
static struct variable *find_or_add(struct block *block, const char *name, size_t length)
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
    struct variable *variable = find_or_add(block, name, strlen(name));
    variable->text = format("%s=%s", name, value);
    variable->present = true;
    variable->inherited = false;
}

/* Take over the caller's variables: an entry without a name or = is none, and of two with the
 * same name the first counts (getenv(3)). */
static void inherit(struct block *block, char **caller, const struct environment_choice *choice)
{
    for (; *caller; caller++) {
        const char *text = *caller;
        bool passes = choice->preserve_all || is_kept(text);
        if (!passes && !choice->preserve.count)
            continue;
        size_t length = strcspn(text, "=");
        if (length == 0 || !text[length])
            continue;
        if (!passes && !any_matches(choice->preserve, text, length))
            continue;
        struct variable *variable = find_or_add(block, text, length);
        if (!variable->present)
            *variable = (struct variable){text, (uint32_t)length, true, true};
    }
}

static void check_patterns(enum option option, struct word_list patterns)
{
    for (size_t i = 0; i < patterns.count; i++)
        if (!*patterns.word[i] || strchr(patterns.word[i], '='))
            fail(FAILURE, "cannot use --%s %s: it is not the name of a variable",
                 option_rows[option].name, quoted(patterns.word[i]));
}

static bool contains_word(struct word_list words, const char *word)
{
    for (size_t i = 0; i < words.count; i++)
        if (strcmp(words.word[i], word) == 0)
            return true;
    return false;
}

/* Return the value of SHELL for a login shell: /bin/sh in the place of a placeholder. script(1),
 * ssh(1)'s ProxyCommand and editors start $SHELL. */
static const char *usable_shell(const char *shell)
{
    const char *slash = strrchr(shell, '/'), *name = slash ? slash + 1 : shell;
    if (strcmp(shell, NO_SHELL) == 0)
        return FALLBACK_SHELL;
    for (size_t i = 0; i < COUNT_OF(placeholder_shells); i++)
        if (strcmp(name, placeholder_shells[i]) == 0)
            return FALLBACK_SHELL;
    return shell;
}

/* HOME, USER, LOGNAME, SHELL are the account's, unless --preserve-env names one literally and
 * the caller has it. */
static void identify(struct block *block, const struct account *account, struct word_list preserve)
{
    const struct { const char *name, *value; } identity[] = {
        {"HOME", account->home}, {"USER", account->name}, {"LOGNAME", account->name},
        {"SHELL", usable_shell(account->shell)},
    };
    for (size_t i = 0; i < COUNT_OF(identity); i++) {
        const char *name = identity[i].name;
        struct variable *variable = find_or_add(block, name, strlen(name));
        if (variable->inherited && contains_word(preserve, name))
            continue;
        if (identity[i].value)
            set(block, name, identity[i].value);
        else
            variable->present = false;
    }
}

static void assign(struct block *block, struct word_list assignments)
{
    for (size_t i = 0; i < assignments.count; i++) {
        const char *text = assignments.word[i];
        struct variable *variable = find_or_add(block, text, strcspn(text, "="));
        variable->text = text;
        variable->present = true;
    }
}

static void check_assignments(struct word_list assignments)
{
    for (size_t i = 0; i < assignments.count; i++) {
        const char *text = assignments.word[i], *equals = strchr(text, '=');
        if (!equals || equals == text)
            fail(FAILURE, "cannot use --env %s: it is not NAME=VALUE", quoted(text));
    }
}

/* Return an empty block with room for the caller's variables and some more. */
static struct block make_block(char **caller, size_t more)
{
    struct block block = {.slots = 64};
    while (*caller++)
        more++;
    while (block.slots < 2 * more)
        block.slots *= 2;
    block.variable = allocate(more, sizeof *block.variable);
    block.slot = allocate(block.slots, sizeof *block.slot);
    return block;
}

char **compute_environment(char **caller, const struct account *account,
                           const struct environment_choice *choice)
{
    const char *const login_defs[] = {LOGIN_DEFS, NULL};
    check_patterns(OPTION_PRESERVE_ENV, choice->preserve);
    check_patterns(OPTION_UNSET_ENV, choice->unset);
    const char *path = choice->preserve_all ? NULL : default_path(login_defs, account->uid);
    check_assignments(choice->assignments);
    struct block block = make_block(caller, choice->assignments.count + 5);
    inherit(&block, caller, choice);
    if (path && !find_or_add(&block, "PATH", 4)->inherited)
        set(&block, "PATH", path);
    identify(&block, account, choice->preserve);
    assign(&block, choice->assignments);

    char **result = allocate(block.count + 1, sizeof *result);
    size_t count = 0;
    for (size_t i = 0; i < block.count; i++) {
        const struct variable *variable = &block.variable[i];
        if (variable->present && !any_matches(choice->unset, variable->text, variable->length))
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

struct setting_search { const char *name, *path; };

/* login.defs(5): NAME, blanks, VALUE; written with or without a leading PATH=, in double quotes
 * or not; the last line counts. */
static bool visit_setting(char *line, void *context)
{
    struct setting_search *search = context;
    static const char blank[] = " \t\r\v\f";
    size_t length = strlen(search->name);
    if (*line != *search->name || strncmp(line, search->name, length) != 0)
        return true;
    for (size_t end = strlen(line); end && strchr(blank, line[end - 1]);)
        line[--end] = 0;
    if (line[length] && line[length] != ' ' && line[length] != '\t')
        return true;
    line += length + strspn(line + length, " \t\"");
    line[strcspn(line, "\"")] = 0;
    if (strncmp(line, "PATH=", 5) == 0)
        line += 5;
    search->path = copy(line, strlen(line));
    return true;
}

const char *default_path(const char *const *paths, uid_t uid)
{
    struct setting_search search = {uid ? "ENV_PATH" : "ENV_SUPATH", ""};
    while (*paths && !each_line(*paths, search.name, visit_setting, &search))
        paths++;
    if (*search.path)
        return search.path;
    return uid ? DEFAULT_PATH : DEFAULT_SUPERUSER_PATH;
}
