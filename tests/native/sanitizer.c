/* Linked into the sanitized build: it gets no environment to read options from, and what is
 * taken is never freed. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
    return "detect_leaks=0:exitcode=99";
}
