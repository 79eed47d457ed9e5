/* Send SIGUSR2 NUMBER times, PER_SECOND a second: flood PID NUMBER PER_SECOND. */
#include <signal.h>
#include <stdlib.h>
#include <time.h>

int main(int count, char **words)
{
    if (count != 4)
        return 2;
    pid_t pid = (pid_t)atoi(words[1]);
    long number = atol(words[2]), pause = 1000000000L / atol(words[3]);
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (long one = 0; one < number; one++) {
        if (kill(pid, SIGUSR2))
            return 1;
        next.tv_nsec += pause;
        if (next.tv_nsec >= 1000000000L) {
            next.tv_sec++;
            next.tv_nsec -= 1000000000L;
        }
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
    return 0;
}
