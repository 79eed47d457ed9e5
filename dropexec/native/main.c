/* The launcher from its start to the exec: refuse, parse, decide the plan, carry it out. */
#include "launcher.h"
#include "kernel.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

extern char **environ;

/* Everything that a run will do, decided before the first change.  What was not asked for is NULL or false. */
struct plan {
    struct caller caller;
    struct account account;
    const char *who; /* the target user as messages name it */
    uint64_t ambient, bounding, dropped; /* dropped: what leaves the bounding set */
    char **argv, **environment;
    const char *command, *directory;
    struct ids keep_fds;
    struct limit *limits;
    size_t limit_count;
    unsigned listen;
    int nice, oom_score_adj, pdeathsig;
    mode_t umask;
    pid_t parent;
};

static void decide_capabilities(struct plan *plan, const struct line *line)
{
    struct words ambient = list_of(line, AMBIENT_CAPS), bounding = list_of(line, BOUNDING_CAPS);
    plan->ambient = parse_capabilities("--ambient-caps", ambient);
    if (!bounding.word)
        return;
    bool none = bounding.count == 1 && strcmp(bounding.word[0], "none") == 0;
    uint64_t bound = none ? 0 : parse_capabilities("--bounding-caps", bounding);
    if (plan->ambient & ~bound)
        fail(FAILURE, "cannot keep %s with --ambient-caps: --bounding-caps leaves it out; name it in both",
             shown_capabilities(plan->ambient & ~bound));
    plan->dropped = read_bounding() & ~bound;
}

static const char *decide_directory(const struct line *line, const char *home)
{
    const char *directory = text_of(line, CHDIR);
    if (!directory || *directory != '~') {
        if (directory && !*directory)
            fail(FAILURE, "cannot use --chdir \"\": the directory is empty");
        return directory;
    }
    if (directory[1] && directory[1] != '/') {
        const char *shown = quoted(directory);
        fail(FAILURE, "cannot use --chdir %s: only ~ and ~/... stand for the target's home; write ./%s", shown,
             copy(shown + 1, strlen(shown) - 2));
    }
    size_t length = strlen(home);
    while (length && home[length - 1] == '/')
        length--;
    const char *expanded = format("%s%s", copy(home, length), directory + 1);
    return *expanded ? expanded : "/";
}

static void decide_limits(struct plan *plan, struct words texts)
{
    plan->limits = take(texts.count, sizeof *plan->limits);
    for (; plan->limit_count < texts.count; plan->limit_count++)
        plan->limits[plan->limit_count] = parse_limit(texts.word[plan->limit_count]);
    for (size_t i = 0; i < texts.count; i++)
        for (size_t j = 0; j < i; j++)
            if (plan->limits[i].resource == plan->limits[j].resource)
                fail(FAILURE, "cannot use --rlimit %s twice: each limit may stand once", plan->limits[i].name);
}

static void require_rights(const struct plan *plan)
{
    uint64_t missing = lacking(&plan->caller, &plan->account) | (plan->ambient & ~plan->caller.capabilities.permitted);
    if (plan->dropped)
        missing |= (1U << CAP_SETPCAP_BIT) & ~plan->caller.capabilities.effective;
    if (missing)
        fail(FAILURE, "cannot become %s (uid %u, gid %u): this process lacks %s; "
                      "run dropexec as root, or grant it (cap_add, CapabilityBoundingSet=)",
             plan->who, plan->account.uid, plan->account.gid, shown_capabilities(missing));
}

static struct plan decide(const struct line *line, struct caller caller)
{
    struct plan plan = {.caller = caller, .account = resolve(line), .command = line->command[0], .argv = line->command};
    plan.who = plan.account.name ? quoted(plan.account.name) : format("%u", plan.account.uid);
    decide_capabilities(&plan, line);
    if (given(line, ARGV0)) {
        if (!*text_of(line, ARGV0))
            fail(FAILURE, "cannot use --argv0 \"\": the name is empty");
        plan.argv[0] = (char *)text_of(line, ARGV0);
    }
    plan.directory = decide_directory(line, plan.account.home);
    plan.environment = compute_environment(environ, &plan.account, line);
    if (given(line, KEEP_FDS)) {
        struct words words = list_of(line, KEEP_FDS);
        if (!given(line, CLOSE_FDS))
            fail(FAILURE, "cannot use --keep-fds alone: it goes with --close-fds");
        plan.keep_fds = parse_descriptors(words);
    }
    if (given(line, CLOSE_FDS))
        plan.listen = listening(environ);
    if (given(line, NICE))
        plan.nice = parse_integer("--nice", text_of(line, NICE), -20, 19);
    if (given(line, OOM_SCORE_ADJ))
        plan.oom_score_adj = parse_integer("--oom-score-adj", text_of(line, OOM_SCORE_ADJ), -1000, 1000);
    if (given(line, PDEATHSIG)) {
        plan.pdeathsig = parse_signal(text_of(line, PDEATHSIG));
        plan.parent = getppid();
    }
    decide_limits(&plan, line->given[RLIMIT]);
    if (given(line, UMASK))
        plan.umask = parse_mode(text_of(line, UMASK));
    return plan;
}

static void drop_bounding(uint64_t dropped)
{
    for (unsigned number = 0; number < 64; number++) {
        uint64_t bit = dropped & UINT64_C(1) << number;
        int left;
        if (!bit)
            continue;
        if (PRCTL(PR_CAPBSET_DROP, number, 0) < 0 || (left = PRCTL(PR_CAPBSET_READ, number, 0)) < 0)
            fail(FAILURE, "cannot drop %s from the bounding set: %s", shown_capabilities(bit), reason());
        if (left)
            fail(FAILURE, "cannot trust the kernel: %s is still in the bounding set", shown_capabilities(bit));
    }
}

static void set_no_new_privs(void)
{
    int found = -1;
    if (PRCTL(PR_SET_NO_NEW_PRIVS, 1, 0) < 0 || (found = PRCTL(PR_GET_NO_NEW_PRIVS, 0, 0)) != 1) {
        if (found >= 0)
            errno = EINVAL;
        fail(FAILURE, "cannot set no_new_privs: %s; it needs Linux 3.5", reason());
    }
}

static void set_parent_death_signal(int number, pid_t parent)
{
    if (PRCTL(PR_SET_PDEATHSIG, number, 0) < 0)
        fail(FAILURE, "cannot set the parent-death signal %d: %s", number, reason());
    /* A parent that died before the call sends no signal any more (PR_SET_PDEATHSIG(2const)). */
    if (getppid() != parent)
        fail(FAILURE, "cannot wait for the parent's death: it has died already");
}

static void enter(const char *directory, const char *who)
{
    static char path[PATH_MAX];
    if (chdir(directory) < 0 || (!getcwd(path, sizeof path) && errno != ERANGE)) {
        const char *why = reason();
        fail(FAILURE, "cannot enter directory %s as %s: %s%s", quoted(directory), who, why,
             errno == EACCES ? denial(directory, who) : "");
    }
    /* A descriptor of a directory outside this root, entered through /proc/self/fd, leads out of a container (CVE-2024-21626). */
    if (*path && *path != '/')
        fail(FAILURE, "cannot enter directory %s as %s: it lies outside this root", quoted(directory), who);
}

/* One straight line from the first change to the exec. */
static _Noreturn void carry_out(const struct plan *plan, const struct line *line)
{
    if (given(line, OOM_SCORE_ADJ))
        set_oom_score_adj(plan->oom_score_adj);
    for (size_t i = 0; i < plan->limit_count; i++)
        set_limit(&plan->limits[i]);
    if (given(line, NICE))
        set_nice(plan->nice);
    if (given(line, UMASK))
        (void)umask(plan->umask);
    if (given(line, NO_TTY))
        detach();
    if (given(line, CHOWN_STDIO))
        give_standard(plan->account.uid);
    if (given(line, CLOSE_FDS))
        close_all_but(&plan->keep_fds, plan->listen);
    drop_bounding(plan->dropped);
    change_credentials(&plan->caller, &plan->account, plan->ambient, plan->who);
    if (given(line, NO_NEW_PRIVS))
        set_no_new_privs();
    if (given(line, PDEATHSIG))
        set_parent_death_signal(plan->pdeathsig, plan->parent);
    if (plan->directory)
        enter(plan->directory, plan->who);
    execute(plan->command, plan->argv, plan->environment, plan->who);
}

int main(int argc, char **argv)
{
    fill_standard();
    struct caller caller = read_caller();
    struct line line = parse_options(argv + (argc > 0)); /* execve(2) before Linux 5.18 may start a program without argv[0] */
    if (given(&line, HELP) || given(&line, VERSION)) {
        if (!write_all(1, given(&line, HELP) ? help_text() : version_text()))
            fail(FAILURE, "cannot write to descriptor 1: %s", reason());
        return 0;
    }
    struct plan plan = decide(&line, caller);
    require_rights(&plan);
    carry_out(&plan, &line);
}
