/* Carry out a plan: one straight line from the first change to the exec (manual page, ORDER). */
#include "launcher.h"
#include "kernel.h"

#include <errno.h>

/* Start a new, empty session keyring and verify that it is this process's (session-keyring(7)). */
static void start_keyring(void)
{
    long started = syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, 0L);
    long found = started;
    if (started >= 0)
        found = syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, (long)KEY_SPEC_SESSION_KEYRING, 0L);
    if (found < 0)
        fail(FAILURE, "cannot start a new session keyring: %s%s", reason(),
             is_denied() ? "; the seccomp profile of a container may refuse keyctl(2)" : "");
    if (started == 0 || found != started)
        distrust_number("session keyring", started, found);
}

static void reduce_bounding(uint64_t before, uint64_t keep)
{
    for (unsigned number = 0; number < 64; number++)
        if (has_capability(before & ~keep, number) && PRCTL(PR_CAPBSET_DROP, number, 0) < 0)
            fail(FAILURE, "cannot drop %s from the bounding set: %s%s",
                 shown_capabilities(UINT64_C(1) << number), reason(),
                 despite("prctl", CAPABILITY_SETPCAP, ""));
    uint64_t left = read_bounding();
    if (left != (before & keep))
        distrust("capability bounding set", shown_capabilities(before & keep),
                 shown_capabilities(left));
}

static void set_no_new_privs(void)
{
    if (PRCTL(PR_SET_NO_NEW_PRIVS, 1, 0) < 0)
        fail(FAILURE, "cannot set no_new_privs: %s%s", reason(),
             errno == EINVAL ? "; it needs Linux 3.5" : filtered("prctl"));
    int found = PRCTL(PR_GET_NO_NEW_PRIVS, 0, 0);
    if (found < 0)
        fail(FAILURE, "cannot read no_new_privs: %s", reason());
    if (found != 1)
        distrust_number("no_new_privs", 1, found);
}

static void set_parent_death_signal(int number, pid_t parent)
{
    int found = -1;
    if (PRCTL(PR_SET_PDEATHSIG, number, 0) < 0)
        fail(FAILURE, "cannot set the parent-death signal %d: %s%s", number, reason(),
             filtered("prctl"));
    if (PRCTL(PR_GET_PDEATHSIG, &found, 0) < 0)
        fail(FAILURE, "cannot read the parent-death signal: %s", reason());
    if (found != number)
        distrust_number("parent-death signal", number, found);
    /* A parent that died before the call no longer sends a signal (PR_SET_PDEATHSIG(2const)). */
    if (parent_pid() != parent)
        fail(FAILURE, "cannot wait for the parent's death: it has died already");
}

static void set_attributes(const struct plan *plan)
{
    if (plan->oom_score_adj.is_given)
        set_oom_score_adj(plan->oom_score_adj.value);
    for (size_t i = 0; i < plan->limit_count; i++)
        raise_limit(&plan->limits[i]);
    if (plan->nice.is_given)
        set_nice(plan->nice.value);
    if (plan->umask.is_given)
        set_umask((mode_t)plan->umask.value);
}

_Noreturn void carry_out(const struct plan *plan)
{
    set_attributes(plan);
    if (plan->no_tty)
        detach_terminal();
    if (plan->chown_stdio)
        give_standard(plan->account.uid);
    if (plan->close_fds)
        close_all_but(&plan->keep_fds, plan->listen);
    if (plan->new_keyring)
        start_keyring();
    if (plan->reduce_bounding)
        reduce_bounding(plan->bounding_before, plan->bounding);
    change_credentials(&plan->caller, &plan->account, plan->ambient, plan->who);
    if (plan->no_new_privs)
        set_no_new_privs();
    if (plan->pdeathsig.is_given)
        set_parent_death_signal(plan->pdeathsig.value, plan->parent);
    if (plan->directory)
        enter_directory(plan->directory, plan->who);
    for (size_t i = 0; i < plan->limit_count; i++)
        lower_limit(&plan->limits[i]);
    execute(plan->command, plan->argv, plan->environment, plan->who);
}
