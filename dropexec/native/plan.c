/* The plan: everything that a run will do, decided before the first change. */
#include "launcher.h"

#include <string.h>
#include <unistd.h>

static void decide_capabilities(struct plan *plan, const struct command_line *line)
{
    struct word_list ambient = list_of(line, OPTION_AMBIENT_CAPS);
    struct word_list bounding = list_of(line, OPTION_BOUNDING_CAPS);
    plan->ambient = parse_capabilities(OPTION_AMBIENT_CAPS, ambient);
    plan->reduce_bounding = bounding.word != NULL;
    if (!plan->reduce_bounding)
        return;
    bool none = bounding.count == 1 && strcmp(bounding.word[0], "none") == 0;
    plan->bounding = none ? 0 : parse_capabilities(OPTION_BOUNDING_CAPS, bounding);
    if (plan->ambient & ~plan->bounding)
        fail(FAILURE, "cannot keep %s with --ambient-caps: --bounding-caps leaves it out; "
             "name it in both", shown_capabilities(plan->ambient & ~plan->bounding));
    plan->bounding_before = read_bounding();
}

static void decide_argv(struct plan *plan, const struct command_line *line)
{
    const char *name = text_of(line, OPTION_ARGV0);
    plan->command = line->command[0];
    plan->argv = line->command;
    if (!name)
        return;
    if (!*name)
        fail(FAILURE, "cannot use --argv0 \"\": the name is empty");
    plan->argv[0] = (char *)name;
}

/* Return the directory with ~ expanded, or NULL. */
static const char *decide_directory(const struct command_line *line, const char *home)
{
    const char *directory = text_of(line, OPTION_CHDIR);
    if (directory && !*directory)
        fail(FAILURE, "cannot use --chdir \"\": the directory is empty");
    if (!directory || *directory != '~')
        return directory;
    if (directory[1] && directory[1] != '/') {
        const char *shown = quoted(directory);
        fail(FAILURE, "cannot use --chdir %s: only ~ and ~/... stand for the target's home; "
             "write ./%s", shown, copy(shown + 1, strlen(shown) - 2));
    }
    size_t length = strlen(home);
    while (length && home[length - 1] == '/')
        length--;
    const char *expanded = format("%s%s", copy(home, length), directory + 1);
    return *expanded ? expanded : "/";
}

static void decide_descriptors(struct plan *plan, const struct command_line *line,
                               char *const *environment)
{
    struct word_list kept = list_of(line, OPTION_KEEP_FDS);
    plan->close_fds = is_given(line, OPTION_CLOSE_FDS);
    if (kept.word && !plan->close_fds)
        fail(FAILURE, "cannot use --keep-fds alone: it goes with --close-fds");
    plan->keep_fds = parse_descriptors(kept);
    plan->listen = plan->close_fds ? listening(environment) : 0;
}

static void decide_limits(struct plan *plan, struct word_list texts)
{
    plan->limits = allocate(texts.count, sizeof *plan->limits);
    for (; plan->limit_count < texts.count; plan->limit_count++)
        plan->limits[plan->limit_count] = parse_limit(texts.word[plan->limit_count]);
    for (size_t i = 0; i < texts.count; i++)
        for (size_t j = i + 1; j < texts.count; j++)
            if (plan->limits[i].resource == plan->limits[j].resource)
                fail(FAILURE, "cannot use --rlimit %s twice: each limit may be given only once",
                     plan->limits[i].name);
}

static struct setting decide_number(const struct command_line *line, enum option option)
{
    const char *text = text_of(line, option);
    return text ? (struct setting){true, parse_integer(option, text)} : (struct setting){false, 0};
}

static void decide_attributes(struct plan *plan, const struct command_line *line)
{
    const char *signal = text_of(line, OPTION_PDEATHSIG), *umask = text_of(line, OPTION_UMASK);
    plan->parent = signal ? parent_pid() : 0;
    plan->nice = decide_number(line, OPTION_NICE);
    plan->oom_score_adj = decide_number(line, OPTION_OOM_SCORE_ADJ);
    if (signal)
        plan->pdeathsig = (struct setting){true, parse_signal(signal)};
    decide_limits(plan, line->given[OPTION_RLIMIT]);
    if (umask)
        plan->umask = (struct setting){true, (int)parse_mode(umask)};
}

/* Fail where the target could come by a terminal or a directory that is not meant for it. */
static void check_surroundings(const struct plan *plan)
{
    if (!plan->directory)
        check_inherited_directory();
    if (!plan->no_tty)
        return;
    struct id_list passing = {NULL, 0, 0};
    for (size_t i = 0; i < plan->keep_fds.count; i++)
        add_id(&passing, plan->keep_fds.id[i]);
    for (unsigned number = 0; number < plan->listen; number++)
        add_id(&passing, 3 + number);
    check_terminal(plan->close_fds ? &passing : NULL);
}

static void require_rights(const struct plan *plan)
{
    const struct caller *caller = &plan->caller;
    uint64_t missing = lacking(caller, &plan->account);
    missing |= plan->ambient & ~caller->capabilities.permitted;
    if (plan->bounding_before & ~plan->bounding)
        missing |= UINT64_C(1) << CAPABILITY_SETPCAP & ~caller->capabilities.effective;
    if ((missing & ~plan->ambient) == UINT64_C(1) << CAPABILITY_SETGID
        && caller->gid[0] == plan->account.gid)
        fail(FAILURE, "cannot set the supplementary groups of %s to %s: this process has %s and "
             "lacks CAP_SETGID; grant it, or see --keep-groups and --inherit-groups",
             plan->who, shown_ids(&plan->account.groups), shown_ids(&caller->groups));
    if (missing)
        fail(FAILURE, "cannot become %s (uid %u, gid %u): this process lacks %s; "
             "run dropexec as root, or grant it (cap_add, CapabilityBoundingSet=)",
             plan->who, plan->account.uid, plan->account.gid, shown_capabilities(missing));
}

struct plan decide(const struct command_line *line, const struct caller *caller,
                   char **environment)
{
    struct group_choice groups = {
        .exactly = list_of(line, OPTION_GROUPS),
        .added = list_of(line, OPTION_ADD_GROUPS),
        .initialise = is_given(line, OPTION_INIT_GROUPS),
        .clear = is_given(line, OPTION_CLEAR_GROUPS),
        .keep = is_given(line, OPTION_KEEP_GROUPS),
    };
    check_exclusive(line);
    struct plan plan = {.caller = *caller, .account = resolve(line->spec, &groups)};
    if (is_given(line, OPTION_INHERIT_GROUPS))
        inherit_groups(&plan.account, caller->uid[0], &caller->groups);
    const struct account *account = &plan.account;
    plan.who = account->name ? quoted(account->name) : format("%u", account->uid);
    decide_capabilities(&plan, line);
    decide_argv(&plan, line);
    plan.chown_stdio = is_given(line, OPTION_CHOWN_STDIO);
    plan.directory = decide_directory(line, account->home);
    struct environment_choice variables = {
        .preserve_all = is_given(line, OPTION_PRESERVE_ALL),
        .preserve = list_of(line, OPTION_PRESERVE_ENV),
        .assignments = line->given[OPTION_ENV],
        .unset = line->given[OPTION_UNSET_ENV],
    };
    plan.environment = compute_environment(environment, account, &variables);
    decide_descriptors(&plan, line, environment);
    plan.new_keyring = is_given(line, OPTION_NEW_KEYRING);
    plan.no_new_privs = is_given(line, OPTION_NO_NEW_PRIVS);
    plan.no_tty = is_given(line, OPTION_NO_TTY);
    decide_attributes(&plan, line);
    check_surroundings(&plan);
    require_rights(&plan);
    return plan;
}
