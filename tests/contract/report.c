/* What report.py says, from a program that needs nothing: no interpreter, no library, and of /proc only what no system call tells.
 *
 * A key is null where /proc is not mounted and nothing else knows.  Text is UTF-8; bytes that are none are lone surrogates (PEP 383). */
#include <dirent.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Return how many bytes of well-formed UTF-8 begin here: no longer form than needed, no surrogate, nothing above U+10FFFF. */
static size_t sequence(const unsigned char *text)
{
    unsigned char first = *text;
    size_t length = first < 0x80 ? 1 : first >= 0xc2 && first <= 0xdf ? 2 : (first & 0xf0) == 0xe0 ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (first == 0xe0 && text[1] < 0xa0) || (first == 0xf0 && text[1] < 0x90);
    bool outside = (first == 0xed && text[1] >= 0xa0) || (first == 0xf4 && text[1] >= 0x90);
    return overlong || outside ? 0 : length;
}

static void string(const char *text, size_t size)
{
    const unsigned char *byte = (const unsigned char *)text, *end = byte + size;
    putchar('"');
    while (byte < end) {
        size_t length = sequence(byte);
        if (length == 0)
            printf("\\udc%02x", *byte);
        else if (*byte < 0x20 || *byte == '"' || *byte == '\\')
            printf("\\u%04x", *byte);
        else
            fwrite(byte, 1, length, stdout);
        byte += length ? length : 1;
    }
    putchar('"');
}

static void numbers(const char *key, size_t count, const unsigned *values)
{
    printf(", \"%s\": [", key);
    for (size_t i = 0; i < count; i++)
        printf("%s%u", i ? ", " : "", values[i]);
    putchar(']');
}

static void words(int count, char *const *argv)
{
    printf(", \"argv\": [");
    for (int i = 0; i < count; i++) {
        printf("%s", i ? ", " : "");
        string(argv[i], strlen(argv[i]));
    }
    putchar(']');
}

static void environment(char *const *entry)
{
    int entries = 0;
    printf(", \"environment\": {");
    for (; *entry; entry++) {
        size_t name = strcspn(*entry, "="), all = strlen(*entry);
        if (all == 0)
            continue;
        printf("%s", entries++ ? ", " : "");
        string(*entry, name);
        printf(": ");
        string(*entry + name + (name < all), all - name - (name < all));
    }
    printf("}, \"entries\": %d", entries);
}

static void credentials(void)
{
    static gid_t groups[65536];
    unsigned uids[4], gids[4];
    getresuid(&uids[0], &uids[1], &uids[2]);
    getresgid(&gids[0], &gids[1], &gids[2]);
    uids[3] = (unsigned)setfsuid((uid_t)-1); /* changes nothing, and tells (setfsuid(2)) */
    gids[3] = (unsigned)setfsgid((gid_t)-1);
    numbers("uids", 4, uids);
    numbers("gids", 4, gids);
    int count = getgroups(sizeof groups / sizeof *groups, groups);
    numbers("groups", count < 0 ? 0 : (size_t)count, groups);
}

static void set(const char *key, unsigned long long low, unsigned long long high)
{
    printf("%s\"%s\": %llu", strcmp(key, "CapInh") ? ", " : "", key, high << 32 | low);
}

static void capabilities(void)
{
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2] = {0};
    syscall(SYS_capget, &header, data);
    unsigned long long bounding = 0, ambient = 0;
    for (unsigned long number = 0; number < 64; number++) {
        bounding |= (unsigned long long)(prctl(PR_CAPBSET_READ, number, 0, 0, 0) == 1) << number;
        ambient |= (unsigned long long)(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, number, 0, 0) == 1) << number;
    }
    printf(", \"capabilities\": {");
    set("CapInh", data[0].inheritable, data[1].inheritable);
    set("CapPrm", data[0].permitted, data[1].permitted);
    set("CapEff", data[0].effective, data[1].effective);
    set("CapBnd", bounding, 0);
    set("CapAmb", ambient, 0);
    putchar('}');
}

static void limits(void)
{
    printf(", \"rlimits\": [");
    for (int number = 0; number < 16; number++) {
        struct rlimit limit = {0, 0};
        getrlimit((__rlimit_resource_t)number, &limit);
        printf("%s[%lld, %lld]", number ? ", " : "", (long long)limit.rlim_cur, (long long)limit.rlim_max);
    }
    putchar(']');
}

static void descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    printf(", \"descriptors\": %s", directory ? "{" : "null");
    if (!directory)
        return;
    const char *comma = "";
    for (struct dirent *entry; (entry = readdir(directory));) {
        char path[4096];
        ssize_t length = readlinkat(dirfd(directory), entry->d_name, path, sizeof path);
        if (length < 0 || atoi(entry->d_name) == dirfd(directory))
            continue;
        printf("%s\"%s\": ", comma, entry->d_name);
        string(path, (size_t)length);
        comma = ", ";
    }
    putchar('}');
    closedir(directory);
}

static void score(void)
{
    char text[16] = "null";
    FILE *file = fopen("/proc/self/oom_score_adj", "r");
    if (file) {
        if (fgets(text, sizeof text, file))
            text[strcspn(text, "\n")] = 0;
        fclose(file);
    }
    printf(", \"oom_score_adj\": %s", text);
}

int main(int argc, char **argv, char **envp)
{
    char directory[4096];
    printf("{\"pid\": %d, \"ppid\": %d, \"sid\": %d", getpid(), getppid(), getsid(0));
    words(argc, argv);
    environment(envp);
    credentials();
    capabilities();
    limits();
    descriptors();
    score();
    printf(", \"no_new_privs\": %d", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    printf(", \"umask\": \"%04o\"", umask(0));
    printf(", \"directory\": ");
    if (getcwd(directory, sizeof directory))
        string(directory, strlen(directory));
    else
        printf("null");
    printf(", \"nice\": %d", getpriority(PRIO_PROCESS, 0));
    int terminal = open("/dev/tty", O_RDWR | O_NOCTTY);
    printf(", \"terminal\": %s}", terminal < 0 ? "false" : "true");
    return fflush(stdout) == 0 ? 0 : 1;
}
