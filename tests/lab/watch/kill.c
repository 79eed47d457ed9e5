/* Send a signal and be gone: kill PID SIGNAL. */
#include <signal.h>
#include <stdlib.h>

int main(int count, char **words)
{
    return count != 3 || kill((pid_t)atoi(words[1]), atoi(words[2]));
}
