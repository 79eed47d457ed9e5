/* Recognise what is written by habit for another tool. */
#include "launcher.h"

#include <string.h>

static const char hints[][54] = {HABIT_HINTS};
static const struct { char name[10]; unsigned char hint; } options[] = {HABIT_ROWS};

const char *option_habit(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(options); i++)
        if (strcmp(options[i].name, name) == 0)
            return format("; %s", hints[options[i].hint]);
    return "";
}

const char *user_habit(const char *name)
{
    if (strchr(name, '='))
        return "; a variable is set with --env";
    if (*name >= 'A' && *name <= 'Z')
        return "; variables are kept with --preserve-env=LIST";
    return strchr(name, '.') ? "; a group is written USER:GROUP" : "";
}

const char *group_habit(const char *name, const char *user)
{
    if (strchr(name, ','))
        return "; more groups are given with --add-groups";
    return strcmp(name, user) == 0 ? "; write the user alone for its login group" : "";
}

const char *command_habit(const char *word)
{
    if (*word == '-')
        return "; options come before the user, and a shell is written USER /bin/sh -c COMMAND";
    if (strchr(word, ' '))
        return "; no shell splits it: write the command and its arguments as separate words";
    return strchr(word, '=') ? "; a variable is set with --env" : "";
}
