#include "harness.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char last_message[16384];
static size_t message_length;
static jmp_buf ended;
static void *allocated[1 << 16];
static size_t allocated_count;
enum { SERVED = 1000 }; /* a descriptor that open(2) does not give here */
static const char *served;
static size_t served_left;

/* errors.c is compiled with these in place of _exit(2) and write(2), textfile.c with the last
 * four. */
_Noreturn void fuzz_exit(int status);
ssize_t fuzz_write(int descriptor, const void *data, size_t size);
int fuzz_openat(int directory, const char *path, int flags, ...);
ssize_t fuzz_read(int descriptor, void *buffer, size_t room);
int fuzz_fstat(int descriptor, struct stat *status);
int fuzz_close(int descriptor);

void fuzz_exit(int status)
{
    longjmp(ended, status);
}

ssize_t fuzz_write(int descriptor, const void *data, size_t size)
{
    CHECK(descriptor == 2 && message_length + size < sizeof last_message);
    memcpy(last_message + message_length, data, size);
    message_length += size;
    return (ssize_t)size;
}

int fuzz_openat(int directory, const char *path, int flags, ...)
{
    (void)directory, (void)path, (void)flags;
    return SERVED;
}

/* Short reads, as of a pipe: a line's end may fall anywhere. */
ssize_t fuzz_read(int descriptor, void *buffer, size_t room)
{
    CHECK(descriptor == SERVED);
    size_t size = served_left < room ? served_left : room;
    if (size > 7)
        size = size / 2 + 1;
    memcpy(buffer, served, size);
    served += size;
    served_left -= size;
    return (ssize_t)size;
}

int fuzz_fstat(int descriptor, struct stat *status)
{
    CHECK(descriptor == SERVED);
    status->st_mode = S_IFREG;
    return 0;
}

int fuzz_close(int descriptor)
{
    CHECK(descriptor == SERVED);
    return 0;
}

void serve(const char *data, size_t size)
{
    served = data;
    served_left = size;
}

/* In place of memory.c: each piece on its own, so that a step beyond it is seen. */
void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    CHECK(memory && allocated_count < COUNT_OF(allocated));
    return allocated[allocated_count++] = memory;
}

char *copy(const char *text, size_t length)
{
    return memcpy(allocate(length + 1, 1), text, length);
}

int run(void (*function)(const char *data, size_t size), const uint8_t *data, size_t size)
{
    message_length = 0;
    memset(last_message, 0, sizeof last_message);
    volatile int status = setjmp(ended);
    if (status == 0) /* libFuzzer gives a null pointer for nothing */
        function(size ? (const char *)data : "", size);
    while (allocated_count)
        free(allocated[--allocated_count]);
    if (status) {
        /* One printable ASCII line that names the program. */
        CHECK(status == FAILURE && message_length > 0 && last_message[message_length - 1] == '\n');
        CHECK(strncmp(last_message, "dropexec: cannot ", 17) == 0);
        for (size_t i = 0; i + 1 < message_length; i++)
            CHECK(last_message[i] >= ' ' && last_message[i] <= '~');
    }
    return status;
}
