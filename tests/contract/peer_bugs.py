"""The bugs that other launchers had, in our words, and the tests that keep each one out of here.

A row is (what went wrong there, tests as ``file::function`` below tests/, or why it cannot happen here).
"""

from __future__ import annotations

U, G, E = "contract/test_userspec.py::", "contract/test_groups.py::", "contract/test_environment.py::"
C, D, P = "contract/test_capabilities.py::", "contract/test_descriptors.py::", "contract/test_program.py::"
R, S, T = "contract/test_rights.py::", "contract/test_signals.py::", "contract/test_terminal.py::"
A, O, I = "contract/test_attributes.py::", "contract/test_options.py::", "contract/test_isolation.py::"  # noqa: E741
UNIT = "unit/launcher/test_"

REFUSED = U + "test_what_is_no_canonical_id_and_no_name_is_refused_and_nothing_runs"
IN_RANGE = U + "test_an_id_in_range_maps_to_itself"
EXACT = U + "test_a_user_spec_gives_exactly_these_ids_and_groups"
MESSAGES = U + "test_a_refusal_says_what_and_why_and_what_to_do"
LISTS = U + "test_a_group_in_a_list_obeys_the_same_grammar"

BUGS: dict[int, tuple[str, tuple[str, ...]]] = {
    1: (
        "an unknown name silently kept the uid of the caller",
        (MESSAGES, U + "test_an_unknown_user_or_group_runs_nothing"),
    ),
    2: ("a number beyond 32 bits was cut to them: 4294967296 became root", (REFUSED, IN_RANGE)),
    3: ("(uid_t)-1 meant no change, for the uid, the gid and each group", (REFUSED, LISTS, MESSAGES)),
    4: ("(uid_t)-1 was the marker of an option that was not given", (REFUSED, MESSAGES)),
    5: ("-1 and its other spellings passed the policy and changed nothing", (REFUSED,)),
    6: ("an id above 2^31 overflowed to root", (IN_RANGE, REFUSED)),
    7: ("a number out of range was looked up as a name, which was root's", (MESSAGES,)),
    8: ("a small uid was read as 0", (UNIT + "userspec.py::test_every_small_id_is_itself", IN_RANGE)),
    9: (
        "a number matched an account whose name was those digits",
        (MESSAGES, UNIT + "account.py::test_numbers_are_never_looked_up_as_names"),
    ),
    10: ("a name or number in another notation was ignored, and the service ran as root", (REFUSED, EXACT)),
    11: ("a name that begins with digits was read as that number", (EXACT,)),
    12: ("a dot separated user and group, so that 5.0 was uid 5", (EXACT, REFUSED)),
    13: ("an empty user spec kept the user", (U + "test_an_empty_part_or_a_second_colon_is_refused",)),
    14: (
        "a uid without account kept gid 0",
        (MESSAGES, U + "test_ids_of_the_caller_are_never_kept_by_accident"),
    ),
    15: (
        "the gid was not in the list, so that a set-group-ID program shed it",
        (G + "test_a_set_group_id_program_cannot_shed_the_gid",),
    ),
    16: ("setgroups was never called", (G + "test_a_choice_gives_exactly_these_groups",)),
    17: (
        "initgroups was called in place of setgid, which kept gid 0",
        (EXACT, G + "test_a_choice_gives_exactly_these_groups"),
    ),
    18: ("an empty list did not call setgroups", (G + "test_a_choice_gives_exactly_these_groups",)),
    19: (
        "a step failed or was left out and nobody looked",
        (
            UNIT + "credentials.py::test_a_step_that_is_refused_ends_the_change",
            UNIT + "credentials.py::test_a_step_that_does_nothing_and_says_nothing_ends_the_change",
            UNIT + "transition.py::test_the_target_never_runs_after_a_step_that_failed",
        ),
    ),
    20: (
        "a second look-up overwrote the buffer of the first",
        (EXACT, E + "test_home_user_logname_and_shell_are_the_accounts"),
    ),
    21: (
        "groups stayed where the ids were right already",
        (G + "test_root_gets_its_groups_too_although_the_ids_are_right_already",),
    ),
    22: ("a user given by number got no groups, and gid 0 could not be asked for", (EXACT,)),
    23: (
        "too many processes of the user: setuid failed unseen, or execve did",
        (
            P + "test_too_many_processes_of_the_user_is_126_and_says_so",
            UNIT + "credentials.py::test_a_step_that_is_refused_ends_the_change",
        ),
    ),
    24: (
        "the target pushed input into the caller's terminal",
        (T + "test_the_target_cannot_push_input_into_the_terminal",),
    ),
    25: (
        "a leaked directory descriptor led out of the container",
        (A + "test_a_directory_outside_the_root_is_refused", D + "test_close_fds_closes_all_above_2"),
    ),
    26: (
        "names were looked up in files of the target's root",
        (S + "test_accounts_are_looked_up_before_the_first_change",),
    ),
    27: (
        "arguments were unescaped, past their end",
        (O + "test_every_byte_of_an_argument_reaches_the_command",),
    ),
    28: (
        "dropping groups raises rights where they deny, so the kernel may deny setgroups",
        (R + "test_a_user_namespace_that_denies_setgroups_points_at_keep_groups",),
    ),
    29: (
        "inheritable capabilities outlived the change",
        (C + "test_inheritable_and_ambient_capabilities_of_the_caller_are_emptied",),
    ),
    30: (
        "the runtime raised the limit of descriptors and left it so",
        (A + "test_all_sixteen_limits_pass", D + "test_the_limit_of_descriptors_is_left_alone"),
    ),
    31: (
        "the session's modules changed the user midway",
        (EXACT, UNIT + "credentials.py::test_each_of_the_three_uids_and_gids_is_read_back"),
    ),
    32: (
        "a feature that nobody asked for failed on an old kernel",
        (S + "test_what_no_option_asks_for_costs_no_system_call",),
    ),
    33: (
        "the C library refused more than 32 groups",
        (UNIT + "credentials.py::test_where_python_takes_too_few_groups_the_c_library_is_asked", EXACT),
    ),
    34: (
        "the uid could be changed without a word about groups",
        (EXACT, U + "test_ids_of_the_caller_are_never_kept_by_accident"),
    ),
    35: (
        "descriptors of the caller reached the target",
        (D + "test_close_fds_closes_all_above_2", D + "test_the_launcher_leaves_no_descriptor_of_its_own"),
    ),
    36: ("a user's name was used as a path", (REFUSED,)),
}

STATED: dict[int, str] = {
    26: (
        "There is no option that changes the root directory; "
        "the test holds that nothing is looked up after the change."
    ),
    31: "No PAM session is opened; the tests hold that the credentials are read back.",
    35: "Passing them on is the contract, as with execve; --close-fds is the option.",
}
"""Where a row applies here in part only: why."""
