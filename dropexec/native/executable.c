/* Say why execve(2) does not take a file that may be run. */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { NESTING = 5 }; /* how many #! lines may lead to one another (execve(2)) */

static const struct { char name[12]; unsigned short number; } machines[] = {MACHINE_ROWS};

/* A file's first bytes, followed by zeros. */
struct head { unsigned char byte[FILE_HEAD + 8]; size_t length; };

static const char *cause_at(const char *file, int error, const char *who, unsigned nesting);

/* Read a file's first bytes, none where it may not be read; return whether it is a regular file. */
static bool read_head(const char *file, struct head *head)
{
    struct stat status;
    if (stat(file, &status) < 0)
        return true;
    if (!S_ISREG(status.st_mode))
        return false;
    /* O_NONBLOCK, O_NOCTTY: it may have become something else by now. */
    int descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    ssize_t length = read(descriptor, head->byte, FILE_HEAD);
    (void)close(descriptor);
    head->length = length > 0 ? (size_t)length : 0;
    return true;
}

/* Return the number in some bytes of an ELF header, in the file's order; zero past what is read. */
static uint64_t number(const struct head *head, uint64_t at, unsigned size)
{
    uint64_t value = 0;
    if (at > FILE_HEAD)
        return 0;
    for (unsigned i = 0; i < size; i++) {
        unsigned place = head->byte[5] == 2 ? size - 1 - i : i;
        value |= (uint64_t)head->byte[at + i] << 8 * place;
    }
    return value;
}

/* Return the path of PT_INTERP (elf(5)) where a file's first bytes have it, or NULL. */
static const char *loader(const struct head *head)
{
    bool wide = head->byte[4] == 2;
    uint64_t first = number(head, wide ? 32 : 28, wide ? 8 : 4);
    uint64_t size = number(head, wide ? 54 : 42, 2), count = number(head, wide ? 56 : 44, 2);
    for (uint64_t at = first; count--; at += size) {
        if (number(head, at, 4) != 3)
            continue;
        uint64_t start = number(head, at + (wide ? 8 : 4), 4);
        uint64_t length = number(head, at + (wide ? 32 : 16), 4);
        if (start >= head->length)
            return NULL;
        if (length > head->length - start)
            length = head->length - start;
        const char *path = copy((const char *)head->byte + start, (size_t)length);
        return *path ? path : NULL;
    }
    return NULL;
}

static const char *cause_in(const char *kind, const char *path, int error, const char *who,
                            unsigned nesting)
{
    if (error == ENOENT && access(path, F_OK) < 0) {
        const char *link = dangling(path);
        return format("its %s %s does not exist%s%s", kind, quoted(path), *link ? "; " : "", link);
    }
    if (is_directory(path))
        return format("its %s %s is a directory", kind, quoted(path));
    if (error == EACCES && is_mounted(path, ST_NOEXEC))
        return format("the file system of its %s %s is mounted noexec", kind, quoted(path));
    const char *links = error == ELOOP ? too_many_links(path) : NULL, *deeper = NULL;
    const char *denied = links ? format("; %s", links) : denial(path, who);
    if (!*denied && nesting < NESTING)
        deeper = cause_at(path, error, who, nesting + 1);
    if (deeper)
        denied = format("; %s", deeper);
    return *denied ? format("its %s %s cannot be run%s", kind, quoted(path), denied) : NULL;
}

static const char *cause_in_elf(const struct head *head, int error, const char *who)
{
    struct utsname here;
    const char *machine = "another machine", *path = loader(head);
    for (size_t i = 0; i < COUNT_OF(machines); i++)
        if (machines[i].number == number(head, 18, 2))
            machine = machines[i].name;
    if (error == ENOEXEC && uname(&here) == 0
        && strncmp(here.machine, machine, strlen(machine)) != 0)
        return format("it is an ELF file for %s, and this machine is %s", machine, here.machine);
    return path ? cause_in("ELF loader", path, error, who, NESTING) : NULL;
}

static bool is_script(const struct head *head)
{
    return memcmp(head->byte, "#!", 2) == 0;
}

/* Return the first word of a #! line, which may be empty; NULL where it does not fit in what is
 * read. */
static const char *interpreter(const struct head *head)
{
    char line[SCRIPT_LINE + 1] = "";
    memcpy(line, head->byte, SCRIPT_LINE);
    char *newline = memchr(line, '\n', SCRIPT_LINE);
    if (newline)
        *newline = 0;
    const char *start = line + 2 + strspn(line + 2, " \t");
    size_t length = strcspn(start, " \t");
    bool whole = start[length] || newline || head->length < SCRIPT_LINE;
    return whole ? copy(start, length) : NULL;
}

static const char *cause_in_script(const struct head *head, int error, const char *who,
                                   unsigned nesting)
{
    const char *name = interpreter(head);
    if (!name)
        return format("its #! line is too long, the kernel reads %d bytes of it; "
                      "use a shorter path", SCRIPT_LINE);
    if (!*name)
        return "its #! line names no interpreter";
    if (name[strlen(name) - 1] == '\r')
        return "its #! line ends with a carriage return; save the script with Unix line endings "
               "(LF)";
    return cause_in("interpreter", name, error, who, nesting);
}

/* Follow the #! lines from a file to the last interpreter, at most one more than the kernel does;
 * return that file, and how many lines led to it. */
static const char *follow(const char *file, unsigned *lines)
{
    for (*lines = 0; *lines <= NESTING; ++*lines) {
        struct head *head = allocate(1, sizeof *head);
        const char *name = read_head(file, head) && is_script(head) ? interpreter(head) : NULL;
        if (!name || !*name)
            break;
        file = name;
    }
    return file;
}

const char *program(const char *file)
{
    unsigned lines;
    return follow(file, &lines);
}

static bool is_too_deep(const char *file)
{
    unsigned lines;
    (void)follow(file, &lines);
    return lines > NESTING;
}

static const char *cause_at(const char *file, int error, const char *who, unsigned nesting)
{
    struct head *head = allocate(1, sizeof *head);
    if (error == ELOOP && is_too_deep(file))
        return format("more than %d #! lines lead to one another", NESTING);
    if (!read_head(file, head))
        return "it is not a regular file";
    if (memcmp(head->byte, "\xef\xbb\xbf#!", 5) == 0)
        return "a UTF-8 byte order mark comes before its #! line; remove it";
    if (memcmp(head->byte, "\177ELF", 4) == 0)
        return cause_in_elf(head, error, who);
    if (is_script(head))
        return cause_in_script(head, error, who, nesting);
    return NULL;
}

const char *cause(const char *file, int error, const char *who)
{
    return cause_at(file, error, who, 0);
}

/* That is so where the file's effective bit is set and the bounding set lacks one of its permitted
 * capabilities: the program could not see that it has less than it asks for (capabilities(7),
 * "Safety checking for capability-dumb binaries"; linux/capability.h). They do not count on a file
 * system mounted nosuid, nor where they read as version 3, which are those of another user
 * namespace (security/commoncap.c, cap_inode_getsecurity()). */
uint64_t capabilities_beyond(const char *file, uint64_t bounding)
{
    struct head *value = allocate(1, sizeof *value);
    ssize_t length = getxattr(file, "security.capability", value->byte, 24);
    if ((length != 12 && length != 20) || !(value->byte[0] & 1) || is_mounted(file, ST_NOSUID))
        return 0;
    uint64_t permitted = 0;
    for (unsigned i = 0; i < (length < 20 ? 4 : 8); i++)
        permitted |= (uint64_t)value->byte[4 + i % 4 + 8 * (i / 4)] << 8 * i;
    return permitted & ~bounding;
}
