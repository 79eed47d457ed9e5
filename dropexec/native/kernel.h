/* System calls and constants that libc's headers may lack or wrap in more than the call.
 *
 * The calls that change ids go to the kernel directly: libc repeats them in every thread
 * (nptl(7)), which for a process that execs next is work for nothing (execve(2) ends all other
 * threads), and musl blocks all signals around it. */
#ifndef DROPEXEC_KERNEL_H
#define DROPEXEC_KERNEL_H

#include <sys/syscall.h>
#include <unistd.h>

/* i386 and arm kept the calls with 16-bit ids under the plain names. */
#ifdef SYS_setresuid32
#define CALL_SETGROUPS SYS_setgroups32
#define CALL_SETRESGID SYS_setresgid32
#define CALL_SETRESUID SYS_setresuid32
#else
#define CALL_SETGROUPS SYS_setgroups
#define CALL_SETRESGID SYS_setresgid
#define CALL_SETRESUID SYS_setresuid
#endif

#ifdef SYS_close_range
#define CALL_CLOSE_RANGE SYS_close_range
#else
#define CALL_CLOSE_RANGE 436 /* Linux 5.9 */
#endif

#define CAPABILITY_VERSION_3 0x20080522

#define PR_SET_PDEATHSIG 1
#define PR_GET_PDEATHSIG 2
#define PR_SET_KEEPCAPS 8
#define PR_CAPBSET_READ 23
#define PR_CAPBSET_DROP 24
#define PR_SET_NO_NEW_PRIVS 38 /* Linux 3.5 */
#define PR_GET_NO_NEW_PRIVS 39
#define PR_CAP_AMBIENT 47 /* Linux 4.3 */
#define PR_CAP_AMBIENT_IS_SET 1
#define PR_CAP_AMBIENT_RAISE 2
#define PR_CAP_AMBIENT_CLEAR_ALL 4

/* keyctl(2); libc has no function for it. */
#define KEYCTL_GET_KEYRING_ID 0
#define KEYCTL_JOIN_SESSION_KEYRING 1
#define KEY_SPEC_SESSION_KEYRING (-3)

/* prctl(2) takes unsigned longs and wants the unused ones to be zero. */
#define PRCTL(option, second, third) \
    ((int)syscall(SYS_prctl, (unsigned long)(option), (unsigned long)(second), \
                  (unsigned long)(third), 0UL, 0UL))

#endif
