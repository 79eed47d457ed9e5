/* The native launcher's parts and their contracts. Each file is the twin of the Python module of
 * that name, which is the reference: the same decisions in the same order, the same messages. Data
 * flows one way: argv -> options -> userspec -> account -> environment -> plan -> transition ->
 * exec.
 *
 * A function that cannot do what its contract says does not return: fail() writes one line and
 * ends the process. Nothing is freed: what is allocated lives until the exec. */
#ifndef DROPEXEC_LAUNCHER_H
#define DROPEXEC_LAUNCHER_H

#include "tables.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

struct id_list { gid_t *id; size_t count, room; };
struct word_list { const char **word; size_t count; };

/* errors.c */

/* Write "dropexec: MESSAGE" as one line to stderr and end the process with a status. */
_Noreturn void fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Return what to add where a call is denied that needs no right, or "": who else could deny it. */
const char *filtered(const char *call);
/* Fail because something that was set does not read back so. */
_Noreturn void distrust(const char *what, const char *wanted, const char *found);
_Noreturn void distrust_number(const char *what, long long wanted, long long found);
/* Return the system's words for errno (strerror(3)). */
const char *reason(void);
/* Return whether errno says that a right is missing. */
bool is_denied(void);
/* Write all of a text, unbuffered, as the last thing before the end; return whether that worked. */
bool write_all(int descriptor, const char *text);

/* format.c */

/* Write a string made as printf(3) does, from %s, %d, %u, %lld, %llu and %04o, and its NUL into a
 * buffer, cut at its end; return the whole length. */
size_t format_into(char *buffer, size_t room, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

/* memory.c */

/* Return zeroed memory for count elements of a size. */
void *allocate(size_t count, size_t size)
    __attribute__((malloc, alloc_size(1, 2), returns_nonnull));
/* Return a copy of the first length bytes of a text. */
char *copy(const char *text, size_t length);

/* text.c */

/* Show untrusted text in a message: double quotes, ASCII, one line, at most 200 bytes of it. */
const char *quoted(const char *text);
/* Return a string made as printf(3) does, from %s, %d, %u, %lld, %llu and %04o. */
char *format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ids.c */

/* Add an id to a list that grows. */
void add_id(struct id_list *ids, gid_t id);
/* Sort a list, ascending, each id once. */
void sort_ids(struct id_list *ids);
/* Return whether a list has an id. */
bool has_id(const struct id_list *ids, gid_t id);
/* Return whether two sorted lists are the same. */
bool same_ids(const struct id_list *left, const struct id_list *right);
/* Show a list in a message, as Python shows one. */
const char *shown_ids(const struct id_list *ids);

/* number.c */

/* Return whether a text is ASCII digits only, at least one of them. */
bool all_digits(const char *text);
/* Read digits, which may be none, and move text behind them; the value is modulo 2^64. */
uint64_t read_digits(const char **text, unsigned base);
/* Read a canonical decimal from 0 to most; return whether the text is one. */
bool parse_decimal(const char *text, uint64_t most, uint64_t *value);

/* textfile.c */

/* Return whether a character is a blank to the readers of these files: isspace(3) in the C
 * locale. */
static inline bool is_blank(char character)
{
    return character == ' ' || (character >= '\t' && character <= '\r');
}

/* Hand each line of a file, without leading blanks and its newline, to visit until that returns
 * false; a NUL ends a line early. Lines without word may be left out; it may be NULL. Returns
 * false where the file does not exist; fails where it cannot be read, is not a regular file or
 * has an endless line. */
bool each_line(const char *path, const char *word, bool (*visit)(char *line, void *context),
               void *context);

/* suggestion.c */

/* Return "; did you mean \"NAME\"?" for the nearest of the candidates, or "" when none is close. */
const char *did_you_mean(const char *word, const char *const *candidates, size_t count);
/* The same for the first fields of a passwd- or group-like file. */
const char *nearest_in(const char *word, const char *path);

/* options.c */

/* argument is the metavariable, empty for a flag; an optional one is taken with = only. Texts
 * are in the table, not pointed to: a pointer is a relocation, and a page of the executable that
 * every start has to copy. */
struct option_row {
    char name[18], argument[18], letter;
    bool optional, repeatable;
    short lowest, highest;
};
extern const struct option_row option_rows[OPTION_COUNT];

enum { OPTION_PRESERVE_ALL = OPTION_COUNT }; /* -E and the bare --preserve-env */

/* A parsed command line: what was given for each option ("" for a flag), the user spec, the
 * command with its arguments. */
struct command_line {
    struct word_list given[OPTION_COUNT + 1];
    char *spec, **command;
};

/* Parse the words after the program's name, up to a null pointer; stop at --help and --version. */
struct command_line parse_options(char **words);
/* Fail where two options cannot be combined. */
void check_exclusive(const struct command_line *line);
/* Return an option's argument, "" for a flag, NULL when it was not given. */
const char *text_of(const struct command_line *line, int option);
/* Return whether an option was given. */
bool is_given(const struct command_line *line, int option);
/* Return the elements of an option's comma-separated argument, none of them empty; word is NULL
 * when it was not given. */
struct word_list list_of(const struct command_line *line, int option);

/* userspec.c */

/* One user or group: an id, or a name as written. text is never NULL. */
struct spec_part { const char *text; bool numeric; uint32_t id; };
struct userspec { struct spec_part user, group; bool has_group; };

/* Parse USER[:GROUP]. */
struct userspec parse_userspec(const char *text);
/* Parse one user or group; kind is "user" or "group", for the message. A number is never looked
 * up as a name. */
struct spec_part parse_part(const char *kind, const char *text);

/* files.c (static build: /etc/passwd and /etc/group) or nss.c (dynamic build: what nsswitch.conf
 * says) */

struct user { const char *name, *home, *shell; uid_t uid; gid_t gid; };
/* A group whose gid is wanted: looked up by the text of its spec, unless settled. */
struct wanted_group { struct spec_part part; bool settled, found; gid_t gid; };

/* Find the first account of a name or, where there is none and uid is not NULL, the first one of
 * a uid; either may be NULL. Fails where the database cannot be read or asked. */
bool find_user(const char *name, const uid_t *uid, struct user *user);
/* Look up the groups. Where member is not NULL, also add to ids every group that lists it, and
 * perhaps the gid of the first of the groups, which is then the one that the user gets. */
void find_groups(struct wanted_group *groups, size_t count, const char *member,
                 struct id_list *ids);
/* " static" where the accounts are this program's own reading, otherwise "". */
extern const char build_kind[];
/* Return what to add where "passwd" or "group" lacks a name: that nsswitch.conf(5) names sources
 * that this build does not read, or "". */
const char *unread_sources(const char *database);

/* accountfiles.c */

/* The same two from /etc/passwd and /etc/group alone; both fail on a malformed line of interest. */
bool find_user_in_file(const char *name, const uid_t *uid, struct user *user);
void find_groups_in_file(struct wanted_group *groups, size_t count, const char *member,
                         struct id_list *ids);

/* account.c */

/* The options about supplementary groups; exactly.word is NULL without --groups. */
struct group_choice { struct word_list exactly, added; bool initialise, clear, keep; };
/* Who the target will be. name is NULL for a uid without a passwd entry. groups are complete,
 * ascending, with gid; keep_groups leaves the caller's. */
struct account {
    const char *name, *home, *shell;
    uid_t uid;
    gid_t gid;
    bool keep_groups;
    struct id_list groups;
};

/* Resolve USER[:GROUP] and the choice of supplementary groups; change nothing. */
struct account resolve(const char *spec, const struct group_choice *choice);
/* Add the groups that a caller has beyond those of its own account, never gid 0. */
void inherit_groups(struct account *account, uid_t caller, const struct id_list *groups);

/* capability.c */

/* Capability sets of this process as bit masks (capabilities(7)). */
struct capabilities { uint64_t effective, permitted, inheritable; };

static inline bool has_capability(uint64_t mask, unsigned number)
{
    return mask >> number & 1;
}

/* Return the mask of a list of names that was given to an option. */
uint64_t parse_capabilities(int option, struct word_list words);
/* Return the capabilities in a mask as a message names them: "CAP_SETGID and CAP_SETUID", or
 * "none". */
const char *shown_capabilities(uint64_t mask);
/* Return the sets (capget(2)). */
struct capabilities read_capabilities(void);
/* Set the three sets and verify them. */
void set_capabilities(struct capabilities wanted);
/* Return the bounding and the ambient set (prctl(2)). */
uint64_t read_bounding(void);
uint64_t read_ambient(void);

/* caller.c */

/* What this process is before anything changes; ids are real, effective, saved, groups
 * ascending. */
struct caller {
    uid_t uid[3];
    gid_t gid[3];
    struct id_list groups;
    struct capabilities capabilities;
};

/* Read the state of this process. */
struct caller read_caller(void);
/* Read the uids and gids, each real, effective, saved. */
void read_ids(uid_t uid[3], gid_t gid[3]);
/* Return the supplementary groups of this process, ascending, each once. */
struct id_list read_groups(void);
/* Fail where this process has more rights than whoever started it. */
void refuse_elevated(const struct caller *caller);
/* Return the environment that this process was started with, whatever libc has removed from it. */
char **original_environment(int argc, char **argv, char **present);

/* environment.c */

struct environment_choice { bool preserve_all; struct word_list preserve, assignments, unset; };

/* Compute the target's environment: reset by default, then PATH, --preserve-env, the account,
 * --env, --unset-env. */
char **compute_environment(char **caller, const struct account *account,
                           const struct environment_choice *choice);
/* Return the value of a variable in an environment block, or NULL. */
const char *variable(char *const *environment, const char *name);
/* Return whether a name of that length matches a pattern, in which * stands for any run of
 * characters. */
bool matches(const char *pattern, const char *name, size_t length);
/* Return PATH from ENV_PATH in the first of the files that exists (ENV_SUPATH for uid 0), or the
 * built-in default; a null pointer ends the paths. */
const char *default_path(const char *const *paths, uid_t uid);

/* process.c */

struct limit { const char *name; int resource; struct rlimit value; };

/* Return this process's PID and its parent's; a refused call is an error. */
pid_t own_pid(void);
pid_t parent_pid(void);
/* Parse an option's number (canonical, within its bounds), an octal mask, a signal (TERM,
 * SIGTERM, 15), NAME=SOFT[:HARD]. */
int parse_integer(enum option option, const char *text);
mode_t parse_mode(const char *text);
int parse_signal(const char *text);
struct limit parse_limit(const char *text);
/* Set an attribute of this process and verify it (proc(5), setrlimit(2), setpriority(2),
 * umask(2)). A limit is first raised as far as wanted (nproc is set whole), and lowered last. */
void set_oom_score_adj(int value);
void raise_limit(const struct limit *limit);
void lower_limit(const struct limit *limit);
void set_nice(int value);
void set_umask(mode_t mask);

/* descriptors.c */

/* Open /dev/null on each of the descriptors 0, 1 and 2 that is closed, for us and for the
 * target. */
void fill_standard(void);
/* Parse the descriptors of --keep-fds: ascending, each once, all open. */
struct id_list parse_descriptors(struct word_list words);
/* Return how many descriptors from 3 on are socket activation's for this process
 * (sd_listen_fds(3)). */
unsigned listening(char *const *environment);
/* Return the open descriptors, as /proc/self/fd lists them. */
struct id_list opened_descriptors(void);
/* Close every descriptor above 2 except these and the listening ones from 3 on. */
void close_all_but(const struct id_list *kept, unsigned listen);
/* Make a user own the pseudo-terminal or unnamed pipe behind each of the descriptors 0 to 2. */
void give_standard(uid_t uid);

/* directory.c */

/* Fail where the present working directory is not known to lie inside this root. */
void check_inherited_directory(void);
/* Enter a directory with the rights of the moment. */
void enter_directory(const char *directory, const char *who);

/* terminal.c */

/* Fail where the target could take a terminal through one of the descriptors that pass; NULL
 * stands for all. */
void check_terminal(const struct id_list *passing);
/* Leave the controlling terminal without a fork, and verify it. */
void detach_terminal(void);

/* credentials.c: the one file that changes credentials, to be read beside credentials(7) */

/* Return the mask of the capabilities that the change needs and this process does not have. */
uint64_t lacking(const struct caller *present, const struct account *account);
/* Make groups, gid and uid those of this process, for good, keep only the ambient capabilities, and
 * verify all of it. */
void change_credentials(const struct caller *present, const struct account *account,
                        uint64_t ambient, const char *who);

/* refusal.c */

/* Read the start of a file of /proc; return whether there was anything to read. */
bool read_start(const char *path, char *text, size_t room);
/* Return what to add where a call is denied: that its capability is present, or otherwise; "" where
 * the error is another one. */
const char *despite(const char *call, unsigned capability, const char *otherwise);
/* Return what to add where a hard limit may not be raised (setrlimit(2)), or "". */
const char *raising_hint(int resource);
/* Return what to do where this user namespace denies setgroups(2). */
const char *setgroups_hint(uid_t uid);
/* Return which groups this user namespace does not map, and what to do, or "". */
const char *unmapped(const struct id_list *groups);

/* habit.c */

/* Return a hint for an option, a user or a command that does not exist, written by habit for
 * another tool, or "". */
const char *option_habit(const char *name);
const char *command_habit(const char *word);
const char *user_habit(const char *name);
/* The same for a group, beside the user that it was written with. */
const char *group_habit(const char *name, const char *user);

/* permission.c */

/* Return what to add to "Permission denied": the part of a path that denies this process, or "".
 * access(2) checks the real ids, so these have to be the target's by now. */
const char *denial(const char *path, const char *who);
/* Return what a path's first part that does not exist links to and what of that is missing, or ""
 * where that part is no link. */
const char *dangling(const char *path);
/* Return whether a path is a directory that this process can examine. */
bool is_directory(const char *path);
/* Return whether a file is known to be on a file system mounted with a flag of statvfs(3). */
bool is_mounted(const char *path, unsigned long flag);
/* Return which part of a path for which there was ELOOP leads through too many links, or NULL. */
const char *too_many_links(const char *path);

/* executable.c */

/* Return what a file that this process may run has in it that execve(2) refuses with an error, or
 * NULL. */
const char *cause(const char *file, int error, const char *who);
/* Return the file whose capabilities count in execve(2): a script's last interpreter, else
 * itself. */
const char *program(const char *file);
/* Return the mask of a file's capabilities for which execve(2) fails with EPERM, 0 for none. */
uint64_t capabilities_beyond(const char *file, uint64_t bounding);

/* program.c: the one file that execs */

/* Replace this process with the command, searched in PATH of the environment as execvp(3) does,
 * never through a shell. */
_Noreturn void execute(const char *command, char **argv, char **environment, const char *who);

/* plan.c */

struct setting { bool is_given; int value; };

/* Everything that a run will do, decided before the first change. */
struct plan {
    struct caller caller;
    struct account account;
    const char *who; /* the target user as messages name it */
    uint64_t ambient, bounding, bounding_before;
    char **argv, **environment;
    const char *command, *directory;
    struct id_list keep_fds;
    struct limit *limits;
    size_t limit_count;
    unsigned listen;
    struct setting nice, oom_score_adj, pdeathsig, umask;
    pid_t parent;
    bool reduce_bounding, chown_stdio, close_fds, new_keyring, no_new_privs, no_tty;
};

/* Decide the plan of a command line for a caller, and fail where a right is missing for it. */
struct plan decide(const struct command_line *line, const struct caller *caller,
                   char **environment);

/* transition.c */

/* Change this process as the plan says and exec the command: one straight line. */
_Noreturn void carry_out(const struct plan *plan);

/* manual.c */

/* Return the text of --version. */
const char *version_text(void);

#endif
