/* A name service whose answer is fixed when it is compiled, for nsswitch.conf(5): libnss_NAME.so.2.
 *
 * SERVICE is its name.  Every question ends with the errno FAILURE and with NSS_STATUS; where FAILURE is 0 it has
 * the account dxremote (uid 5200), that account's 2000 groups, dxr0 (gid 300000) and so on, and the account dxnull
 * (uid 5201), for which it fills in a name and the ids and leaves the rest NULL.  ERANGE as a FAILURE is a
 * buffer that is never large enough. */
#include <errno.h>
#include <grp.h>
#include <nss.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GLUE(service, name) _nss_##service##_##name
#define PASTE(service, name) GLUE(service, name)
#define FUNCTION(name) __attribute__((visibility("default"))) enum nss_status PASTE(SERVICE, name)

enum { UID = 5200, BARE_UID = 5201, GROUPS = 2000, FIRST = 300000 };

static enum nss_status answer(int found, int *error)
{
    if (FAILURE == 0)
        return found ? NSS_STATUS_SUCCESS : NSS_STATUS_NOTFOUND;
    errno = *error = FAILURE;
    return NSS_STATUS;
}

static int fill_user(struct passwd *entry)
{
    static char name[] = "dxremote", empty[] = "", home[] = "/home/dxremote", shell[] = "/bin/sh";
    *entry = (struct passwd){name, empty, UID, FIRST, empty, home, shell};
    return 1;
}

static int fill_bare_user(struct passwd *entry)
{
    static char name[] = "dxnull";
    *entry = (struct passwd){.pw_name = name, .pw_uid = BARE_UID, .pw_gid = FIRST};
    return 1;
}

static int fill_group(struct group *entry, long number)
{
    static char name[32], empty[] = "";
    static char *members[] = {NULL};
    if (number < 0 || number >= GROUPS)
        return 0;
    snprintf(name, sizeof name, "dxr%ld", number);
    *entry = (struct group){name, empty, (gid_t)(FIRST + number), members};
    return 1;
}

FUNCTION(getpwnam_r)(const char *name, struct passwd *entry, char *buffer, size_t length, int *error)
{
    (void)buffer, (void)length;
    return answer((strcmp(name, "dxremote") == 0 && fill_user(entry))
                  || (strcmp(name, "dxnull") == 0 && fill_bare_user(entry)), error);
}

FUNCTION(getpwuid_r)(uid_t uid, struct passwd *entry, char *buffer, size_t length, int *error)
{
    (void)buffer, (void)length;
    return answer((uid == UID && fill_user(entry)) || (uid == BARE_UID && fill_bare_user(entry)), error);
}

FUNCTION(getgrnam_r)(const char *name, struct group *entry, char *buffer, size_t length, int *error)
{
    (void)buffer, (void)length;
    int numbered = strncmp(name, "dxr", 3) == 0 && name[3] >= '0' && name[3] <= '9';
    return answer(numbered && fill_group(entry, atol(name + 3)), error);
}

FUNCTION(getgrgid_r)(gid_t gid, struct group *entry, char *buffer, size_t length, int *error)
{
    (void)buffer, (void)length;
    return answer(fill_group(entry, (long)gid - FIRST), error);
}

FUNCTION(initgroups_dyn)(const char *user, gid_t gid, long *count, long *room, gid_t **groups, long limit, int *error)
{
    (void)limit;
    if (FAILURE || strcmp(user, "dxremote") != 0)
        return answer(0, error);
    for (long number = 0; number < GROUPS; number++) {
        if (FIRST + number == gid)
            continue;
        if (*count == *room) {
            gid_t *larger = realloc(*groups, 2 * (size_t)*room * sizeof **groups);
            if (!larger)
                return NSS_STATUS_TRYAGAIN;
            *groups = larger;
            *room *= 2;
        }
        (*groups)[(*count)++] = (gid_t)(FIRST + number);
    }
    return NSS_STATUS_SUCCESS;
}

/* Whoever enumerates a directory is told that it ends the process: no launcher does (getpwent(3), getgrent(3)). */
#define NEVER(name) FUNCTION(name)(void) { abort(); }
NEVER(setpwent)
NEVER(setgrent)
NEVER(endpwent)
NEVER(endgrent)
