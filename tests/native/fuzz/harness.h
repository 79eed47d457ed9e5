/* What the fuzz targets share: the launcher's failures end the run of one input, and its memory
 * is the sanitizer's to watch. */
#ifndef DROPEXEC_FUZZ_HARNESS_H
#define DROPEXEC_FUZZ_HARNESS_H

#include "launcher.h"

/* libFuzzer's entry point (https://llvm.org/docs/LibFuzzer.html). */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* Run a function on one input; return the status that fail() ended it with, 0 when it came back. */
int run(void (*function)(const char *data, size_t size), const uint8_t *data, size_t size);
/* Make this what the next open(2) in textfile.c opens. */
void serve(const char *data, size_t size);
/* The last message, without the newline. */
extern char last_message[];

#define CHECK(condition) do { if (!(condition)) __builtin_trap(); } while (0)

#endif
