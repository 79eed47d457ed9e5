/* A target that says what only it can know, and then rests until its standard input ends: the test looks at it from outside. */
#include <linux/keyctl.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
    int number = -1;
    char byte, self[16] = ""; /* readlink(2): getpid(2) may be what the test refuses */
    if (readlink("/proc/self", self, sizeof self - 1) < 0)
        return 1;
    prctl(PR_GET_PDEATHSIG, &number, 0, 0, 0);
    printf("%s %d %ld\n", self, number, syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0));
    fflush(stdout);
    while (read(0, &byte, 1) > 0)
        ;
    return 0;
}
