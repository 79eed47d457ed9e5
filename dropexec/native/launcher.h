/* The native launcher's parts and their contracts.  Each file is the twin of the Python module of that name, which is the
 * reference: the same decisions in the same order, the same messages.  Data flows one way: argv -> options -> userspec ->
 * account -> environment -> plan -> act -> exec.
 *
 * A function that cannot do what its contract says does not return: fail() writes one line and ends the process.  Nothing is
 * freed: what is taken lives until the exec. */
#ifndef DROPEXEC_LAUNCHER_H
#define DROPEXEC_LAUNCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

enum { FAILURE = 125, CANNOT_RUN = 126, NOT_FOUND = 127 }; /* exitstatus.py */

#define MAX_ID 4294967294U /* 4294967295 is (uid_t)-1: setresuid(2) reads it as "leave unchanged" */

struct ids { gid_t *id; size_t count, room; };
struct words { const char **word; size_t count; };

/* errors.c */

/* Write "dropexec: MESSAGE" as one line to stderr and end the process with a status. */
_Noreturn void fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Show untrusted text inside a message: double quotes, ASCII, one line, at most 200 bytes of it. */
const char *quoted(const char *text);
/* Return the system's words for errno (strerror(3)). */
const char *reason(void);
/* Return a string made as printf(3) does, from %s, %d, %u, %lld and %llu. */
char *format(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Write all of a text, unbuffered, as the last thing before the end; return whether that worked. */
bool write_all(int descriptor, const char *text);

/* memory.c */

/* Return zeroed memory for count elements of a size. */
void *take(size_t count, size_t size) __attribute__((malloc, alloc_size(1, 2), returns_nonnull));
/* Return a copy of the first length bytes of a text. */
char *copy(const char *text, size_t length);
/* ids.c */

/* Add an id to a list that grows. */
void add_id(struct ids *ids, gid_t id);
/* Sort a list, ascending, each id once. */
void sort_ids(struct ids *ids);

/* lines.c */

/* Return whether a character is a blank to the readers of these files: isspace(3) in the C locale. */
static inline bool is_blank(char character)
{
    return character == ' ' || (character >= '\t' && character <= '\r');
}

/* Hand each line of a file, without leading blanks and its newline, to visit until that returns false; a NUL ends a line early.
 * Lines without word may be left out; it may be NULL.  Returns false where there is no file that may be read. */
bool each_line(const char *path, const char *word, bool (*visit)(char *line, void *context), void *context);

/* suggestion.c */

/* Return "; did you mean \"NAME\"?" for the nearest of the candidates, or "" when none is close. */
const char *did_you_mean(const char *word, const char *const *candidates, size_t count);
/* The same for the first fields of a passwd- or group-like file. */
const char *nearest_in(const char *word, const char *path);

/* options.c */

enum option {
    GROUPS, INIT_GROUPS, ADD_GROUPS, CLEAR_GROUPS, KEEP_GROUPS, PRESERVE_ENV, ENV, UNSET_ENV, CHDIR, UMASK, RLIMIT, NICE,
    OOM_SCORE_ADJ, ARGV0, NO_TTY, CLOSE_FDS, KEEP_FDS, CHOWN_STDIO, PDEATHSIG, NO_NEW_PRIVS, AMBIENT_CAPS, BOUNDING_CAPS,
    HELP, VERSION, TABLE, PRESERVE_ALL = TABLE /* -E and the bare --preserve-env */, OPTIONS
};

/* A parsed command line: what was given for each option ("" for a flag), the user spec, the command with its arguments. */
struct line { struct words given[OPTIONS]; char *spec; char **command; };

/* Parse the words after the program's name, up to a null pointer; stop at --help and --version. */
struct line parse_options(char **rest);
/* Return an option's argument, "" for a flag, NULL when it was not given. */
const char *text_of(const struct line *line, enum option option);
/* Return whether an option was given. */
bool given(const struct line *line, enum option option);
/* Return the elements of an option's comma-separated argument, none of them empty; word is NULL when it was not given. */
struct words list_of(const struct line *line, enum option option);
/* Return whether a text is ASCII digits only, at least one of them. */
bool all_digits(const char *text);

/* userspec.c */

/* One user or group: an id, or a name as it stands.  text is never NULL. */
struct part { const char *text; bool numeric; uint32_t id; };
struct userspec { struct part user, group; bool has_group; };

/* Parse USER[:GROUP]. */
struct userspec parse_userspec(const char *text);
/* Parse one user or group; kind is "user" or "group", for the message.  A number is never looked up as a name. */
struct part parse_part(const char *kind, const char *text);

/* files.c (static build: /etc/passwd and /etc/group, one pass each) or nss.c (dynamic build: what nsswitch.conf says) */

struct user { const char *name, *home, *shell; uid_t uid; gid_t gid; };
/* A group that is looked for, and its gid once found. */
struct sought { struct part part; bool found; gid_t gid; };

/* Find the first account of a name that parse_part lets through or, where there is none and uid is not NULL, the first one of a uid. */
bool find_user(const char *name, const uid_t *uid, struct user *user);
/* Find the groups of these names (for a number: named by those digits).  Where member is not NULL, also add to ids every
 * group that lists it, and perhaps the gid, which may be that of a sought group; return false when those cannot be read. */
bool find_groups(struct sought *sought, size_t count, const char *member, const gid_t *gid, struct ids *ids);
/* " static" where the accounts are this program's own reading, else "". */
extern const char build_kind[];

/* account.c */

/* Who the target will be.  name is NULL for a uid without a passwd entry.  groups are complete, ascending, with gid. */
struct account { const char *name, *home, *shell; uid_t uid; gid_t gid; bool keep_groups; struct ids groups; };

/* Resolve USER[:GROUP] and the choice of supplementary groups; change nothing. */
struct account resolve(const struct line *line);

/* capability.c */

/* The capability sets of this process as bit masks (capabilities(7)). */
struct capabilities { uint64_t effective, permitted, inheritable; };
enum { CAP_SETGID_BIT = 6, CAP_SETUID_BIT = 7, CAP_SETPCAP_BIT = 8 };

/* Return the mask of a list of names. */
uint64_t parse_capabilities(const char *option, struct words words);
/* Return the capabilities in a mask as a message names them: "CAP_SETGID and CAP_SETUID". */
const char *shown_capabilities(uint64_t mask);
/* The same as Python shows a list of names, for what was read back. */
const char *listed_capabilities(uint64_t mask);
/* Return the sets (capget(2)). */
struct capabilities read_capabilities(void);
/* Set the three sets to these and read them back; return whether that worked, else errno. */
bool set_capabilities(struct capabilities wanted);
/* Return the bounding set, or with ambient the ambient set (prctl(2)); what the kernel does not have is not in it. */
uint64_t read_bounding(void);
uint64_t read_ambient(void);

/* caller.c */

/* What this process is before anything changes; groups are ascending, each once. */
struct caller { uid_t uid[3]; gid_t gid[3]; struct ids groups; struct capabilities capabilities; }; /* real, effective, saved */

/* Read the state of this process; refuse to run with more rights than the caller has. */
struct caller read_caller(void);
/* Return the supplementary groups of this process, ascending, each once. */
struct ids read_groups(void);

/* environment.c */

/* Compute the target's environment: reset by default, then PATH, --preserve-env, the account, --env, --unset-env. */
char **compute_environment(char **caller, const struct account *account, const struct line *line);
/* Return the value of a variable in an environment block, or NULL. */
const char *variable(char *const *environment, const char *name);
/* Return whether a name of that length matches a pattern, where * stands for any run of characters. */
bool matches(const char *pattern, const char *name, size_t length);
/* Return PATH from login.defs' ENV_PATH (ENV_SUPATH for uid 0), else the built-in default; no path is no file. */
const char *default_path(const char *const *paths, uid_t uid);

/* process.c */

struct limit { const char *name; int resource; struct rlimit value; };

/* Parse a canonical decimal within a range, an octal mask, a signal (TERM, SIGTERM, 15), NAME=SOFT[:HARD]. */
int parse_integer(const char *option, const char *text, int lowest, int highest);
mode_t parse_mode(const char *text);
int parse_signal(const char *text);
struct limit parse_limit(const char *text);
/* Set an attribute of this process and read it back (proc(5), setrlimit(2), setpriority(2)). */
void set_oom_score_adj(int value);
void set_limit(const struct limit *limit);
void set_nice(int value);

/* descriptors.c */

/* Open /dev/null on each of the descriptors 0, 1 and 2 that is closed, for us and for the target. */
void fill_standard(void);
/* Parse the descriptors of --keep-fds: ascending, each once, all open. */
struct ids parse_descriptors(struct words words);
/* Return how many descriptors from 3 on are socket activation's and meant for this process (sd_listen_fds(3)). */
unsigned listening(char *const *environment);
/* Close every descriptor above 2 but these and the listening ones from 3 on. */
void close_all_but(const struct ids *kept, unsigned listen);
/* Give the terminal, pipe or socket behind descriptors 0 to 2 to a user (fchown(2)), nothing else. */
void give_standard(uid_t uid);

/* terminal.c */

/* Leave the controlling terminal without a fork, and see that it is left. */
void detach(void);

/* credentials.c: the one file that changes credentials, to be read beside credentials(7) */

/* Return the mask of the capabilities that the change needs and this process does not have. */
uint64_t lacking(const struct caller *present, const struct account *account);
/* Make groups, gid and uid this process's, for good, keep only the ambient capabilities, and read back that it is so. */
void change_credentials(const struct caller *present, const struct account *account, uint64_t ambient, const char *who);

/* permission.c */

/* Return what to add to "Permission denied": the part of a path that stops this process, or "".  access(2) asks for the real ids:
 * to be called when those are the target's. */
const char *denial(const char *path, const char *who);
/* Return whether a path is a directory, as far as this process can see. */
bool is_directory(const char *path);

/* program.c: the one file that execs */

/* Replace this process with the command, searched in PATH of the environment as execvp(3) does, never through a shell. */
_Noreturn void execute(const char *command, char **argv, char **environment, const char *who);

/* manual.c */

/* Return the text of --help and of --version. */
const char *help_text(void);
const char *version_text(void);

#endif
