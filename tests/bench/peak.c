/* Print the peak memory in KiB of a command, which must end with status 0.
 *
 * A process that execs is charged with the peak of the memory that it leaves (setmax_mm_hiwater_rss in
 * fs/exec.c), and a vforked one leaves its parent's: so the parent has to be smaller than what it measures. */
#define _GNU_SOURCE
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct rusage usage;
    int status;
    pid_t pid;

    if (argc < 2 || posix_spawn(&pid, argv[1], NULL, NULL, argv + 1, environ) != 0)
        return 1;
    if (wait4(pid, &status, 0, &usage) != pid || status != 0)
        return 1;
    return printf("%ld\n", usage.ru_maxrss) < 0;
}
