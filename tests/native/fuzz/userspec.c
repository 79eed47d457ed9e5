/* USER[:GROUP]: what is accepted is a canonical number or a name that the account files can
 * hold. */
#include "harness.h"

#include <string.h>

static void check_part(const struct spec_part *part)
{
    if (part->numeric) {
        CHECK(part->id <= MAX_ID && strcmp(format("%u", part->id), part->text) == 0);
    } else {
        CHECK(*part->text && !strpbrk(part->text, ":/\n"));
        CHECK(*part->text != '+' && *part->text != '-');
        CHECK(!all_digits(part->text));
    }
}

static void parse(const char *data, size_t size)
{
    struct userspec spec = parse_userspec(copy(data, size));
    check_part(&spec.user);
    if (spec.has_group)
        check_part(&spec.group);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return run(parse, data, size), 0;
}
