/* Capabilities by name, and the sets of this process as bit masks. */
#include "launcher.h"
#include "kernel.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

/* A capability's position is its number (include/uapi/linux/capability.h, Linux 5.9). */
static const char names[][20] = {CAPABILITY_NAMES};

static _Noreturn void unknown(int option, const char *word, const char *name)
{
    const char *candidates[COUNT_OF(names)];
    for (size_t i = 0; i < COUNT_OF(names); i++)
        candidates[i] = names[i];
    fail(FAILURE, "cannot use --%s %s: no such capability%s", option_rows[option].name,
         quoted(word), did_you_mean(name, candidates, COUNT_OF(names)));
}

/* Return a name in lower case, where it is ASCII, and without "cap_". */
static const char *plain_name(const char *word)
{
    char *name = copy(word, strlen(word));
    bool ascii = true;
    for (char *letter = name; *letter; letter++)
        ascii = ascii && (unsigned char)*letter < 0x80;
    for (char *letter = name; ascii && *letter; letter++)
        *letter = (char)tolower((unsigned char)*letter);
    return strncmp(name, "cap_", 4) == 0 ? name + 4 : name;
}

uint64_t parse_capabilities(int option, struct word_list words)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < words.count; i++) {
        const char *word = words.word[i], *name = plain_name(word);
        size_t number = 0;
        while (number < COUNT_OF(names) && strcmp(name, names[number]) != 0)
            number++;
        if (number == COUNT_OF(names))
            unknown(option, word, name);
        if (mask >> number & 1)
            fail(FAILURE, "cannot use --%s %s: the capability is listed twice",
                 option_rows[option].name, quoted(word));
        mask |= UINT64_C(1) << number;
    }
    return mask;
}

const char *shown_capabilities(uint64_t mask)
{
    const char *list = "";
    for (unsigned number = 0; number < 64; number++) {
        if (!has_capability(mask, number))
            continue;
        bool named = number < COUNT_OF(names);
        char *name = named ? format("cap_%s", names[number]) : format("cap_%u", number);
        for (char *letter = name; *letter; letter++)
            *letter = (char)toupper((unsigned char)*letter);
        list = *list ? format("%s and %s", list, name) : name;
    }
    return *list ? list : "none";
}

static _Noreturn void unreadable(void)
{
    fail(FAILURE, "cannot read the capabilities: %s", reason());
}

static const char *shown_sets(struct capabilities sets)
{
    return format("[%llu, %llu, %llu]", (unsigned long long)sets.effective,
                  (unsigned long long)sets.permitted, (unsigned long long)sets.inheritable);
}

struct capabilities read_capabilities(void)
{
    uint32_t header[2] = {CAPABILITY_VERSION_3, 0}, data[6];
    memset(data, 0xff, sizeof data);
    if (syscall(SYS_capget, header, data) < 0)
        unreadable();
    struct capabilities found = {
        .effective = data[0] | (uint64_t)data[3] << 32,
        .permitted = data[1] | (uint64_t)data[4] << 32,
        .inheritable = data[2] | (uint64_t)data[5] << 32,
    };
    /* No kernel has 64 capabilities: what is still all ones was never written. */
    if (!~found.effective || !~found.permitted || !~found.inheritable)
        fail(FAILURE, "cannot trust the kernel: capget(2) has no effect (a seccomp filter?)");
    return found;
}

void set_capabilities(struct capabilities wanted)
{
    uint32_t header[2] = {CAPABILITY_VERSION_3, 0};
    uint32_t data[6] = {
        (uint32_t)wanted.effective, (uint32_t)wanted.permitted, (uint32_t)wanted.inheritable,
        (uint32_t)(wanted.effective >> 32), (uint32_t)(wanted.permitted >> 32),
        (uint32_t)(wanted.inheritable >> 32),
    };
    if (syscall(SYS_capset, header, data) < 0)
        fail(FAILURE, "cannot set the capabilities: %s%s", reason(), filtered("capset"));
    struct capabilities found = read_capabilities();
    if (found.effective != wanted.effective || found.permitted != wanted.permitted
        || found.inheritable != wanted.inheritable)
        distrust("capabilities (effective, permitted, inheritable)", shown_sets(wanted),
                 shown_sets(found));
}

/* Read a set capability by capability. The kernel answers EINVAL past its last one: an error
 * before that is one, and where no EINVAL ever comes, something else than the kernel has
 * answered. */
static uint64_t read_set(int option, int second, int certain)
{
    uint64_t mask = 0;
    for (int number = 0; number < 64; number++) {
        int found = option == PR_CAPBSET_READ ? PRCTL(option, number, 0)
                                              : PRCTL(option, second, number);
        if (found < 0 && errno == EINVAL && number > certain)
            return mask;
        if (found < 0)
            unreadable();
        mask |= (uint64_t)found << number;
    }
    fail(FAILURE, "cannot trust the kernel: it has every capability there could be "
         "(a seccomp filter?)");
}

uint64_t read_bounding(void)
{
    return read_set(PR_CAPBSET_READ, 0, CAPABILITY_CERTAIN);
}

uint64_t read_ambient(void)
{
    return read_set(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, -1);
}
