/* Capabilities by name, and the sets of this process as bit masks. */
#include "launcher.h"
#include "kernel.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

/* A capability's position is its number (include/uapi/linux/capability.h, Linux 5.9). */
static const char names[][20] = {
    "chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap", "linux_immutable",
    "net_bind_service", "net_broadcast", "net_admin", "net_raw", "ipc_lock", "ipc_owner", "sys_module", "sys_rawio", "sys_chroot",
    "sys_ptrace", "sys_pacct", "sys_admin", "sys_boot", "sys_nice", "sys_resource", "sys_time", "sys_tty_config", "mknod", "lease",
    "audit_write", "audit_control", "setfcap", "mac_override", "mac_admin", "syslog", "wake_alarm", "block_suspend", "audit_read",
    "perfmon", "bpf", "checkpoint_restore",
};
enum { NAMES = sizeof names / sizeof *names };

static _Noreturn void unknown(const char *option, const char *word, const char *name)
{
    const char *candidates[NAMES];
    for (size_t i = 0; i < NAMES; i++)
        candidates[i] = names[i];
    fail(FAILURE, "cannot use %s %s: no such capability%s", option, quoted(word), did_you_mean(name, candidates, NAMES));
}

uint64_t parse_capabilities(const char *option, struct words words)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < words.count; i++) {
        char *name = copy(words.word[i], strlen(words.word[i]));
        bool ascii = true;
        for (char *letter = name; *letter; letter++)
            ascii = ascii && (unsigned char)*letter < 0x80;
        for (char *letter = name; ascii && *letter; letter++)
            *letter = (char)tolower((unsigned char)*letter);
        if (strncmp(name, "cap_", 4) == 0)
            name += 4;
        size_t number = 0;
        while (number < NAMES && strcmp(name, names[number]) != 0)
            number++;
        if (number == NAMES)
            unknown(option, words.word[i], name);
        if (mask >> number & 1)
            fail(FAILURE, "cannot use %s %s: the capability stands twice in the list", option, quoted(words.word[i]));
        mask |= UINT64_C(1) << number;
    }
    return mask;
}

/* Join the names of the capabilities in a mask; one without a name is cap_N. */
static const char *join(uint64_t mask, const char *prefix, const char *suffix, const char *between, int (*letter_case)(int))
{
    const char *list = "";
    for (unsigned number = 0; mask >> number; number++) {
        if (mask >> number & 1) {
            char *name = number < NAMES ? format("cap_%s", names[number]) : format("cap_%u", number);
            for (char *letter = name; *letter; letter++)
                *letter = (char)letter_case((unsigned char)*letter);
            list = format("%s%s%s%s%s", list, *list ? between : "", prefix, name, suffix);
        }
        if (number == 63)
            break;
    }
    return list;
}

const char *shown_capabilities(uint64_t mask)
{
    return join(mask, "", "", " and ", toupper);
}

const char *listed_capabilities(uint64_t mask)
{
    return format("[%s]", join(mask, "'", "'", ", ", tolower));
}

struct capabilities read_capabilities(void)
{
    uint32_t header[2] = {CAPABILITY_VERSION_3, 0}, data[6] = {0};
    if (syscall(SYS_capget, header, data) < 0)
        fail(FAILURE, "cannot read the capabilities: %s", reason());
    return (struct capabilities){
        .effective = data[0] | (uint64_t)data[3] << 32,
        .permitted = data[1] | (uint64_t)data[4] << 32,
        .inheritable = data[2] | (uint64_t)data[5] << 32,
    };
}

bool set_capabilities(struct capabilities wanted)
{
    uint32_t header[2] = {CAPABILITY_VERSION_3, 0};
    uint32_t data[6] = {
        (uint32_t)wanted.effective, (uint32_t)wanted.permitted, (uint32_t)wanted.inheritable,
        (uint32_t)(wanted.effective >> 32), (uint32_t)(wanted.permitted >> 32), (uint32_t)(wanted.inheritable >> 32),
    };
    if (syscall(SYS_capset, header, data) < 0)
        return false;
    struct capabilities found = read_capabilities();
    errno = EPERM;
    return found.effective == wanted.effective && found.permitted == wanted.permitted && found.inheritable == wanted.inheritable;
}

uint64_t read_bounding(void)
{
    uint64_t mask = 0;
    int bound;
    for (unsigned number = 0; number < 64 && (bound = PRCTL(PR_CAPBSET_READ, number, 0)) >= 0; number++)
        mask |= (uint64_t)bound << number;
    return mask;
}

uint64_t read_ambient(void)
{
    uint64_t mask = 0;
    int raised;
    for (unsigned number = 0; number < 64 && (raised = PRCTL(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, number)) >= 0; number++)
        mask |= (uint64_t)raised << number;
    return mask;
}
