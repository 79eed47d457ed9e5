"""A root with nothing in it but the launcher, as an image FROM scratch, and what a runtime and a test add."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.contract.launch import REPORT_IN_ROOT
from tests.native import toolchain

ENTER = "/usr/sbin/chroot"

LEFT_OUT: dict[str, tuple[str, ...]] = {
    "the target is a shell, an interpreter or another program of a system": (
        "test_a_command_with_a_slash_is_relative_to_the_new_directory",
        "test_a_file_that_cannot_be_run_is_explained",
        "test_a_file_that_is_no_executable_ends_the_search",
        "test_a_limit_is_set_and_the_others_pass_or_the_missing_right_is_named",
        "test_a_limit_of_three_descriptors_does_not_stop_the_launcher",
        "test_a_missing_interpreter_is_126_although_execve_says_enoent",
        "test_a_missing_standard_descriptor_is_dev_null_in_the_target",
        "test_a_pipe_that_closes_ends_the_target_by_sigpipe",
        "test_a_set_group_id_program_cannot_shed_the_gid",
        "test_a_terminal_that_does_not_pass_is_no_reason_to_refuse",
        "test_an_ambient_capability_is_of_use",
        "test_an_empty_element_of_path_is_the_working_directory",
        "test_an_environment_that_is_too_large_is_126",
        "test_an_exec_that_is_denied_for_no_visible_reason_asks_for_a_filter",
        "test_an_unexecutable_file_does_not_end_the_search",
        "test_any_other_status_or_signal_is_the_targets_own",
        "test_argv0_is_the_command_as_written_or_what_the_option_says",
        "test_capabilities_of_a_script_s_interpreter_are_named",
        "test_capabilities_of_the_file_outside_the_bounding_set_are_named",
        "test_chown_stdio_gives_unnamed_pipes_and_pseudo_terminals_and_nothing_else",
        "test_close_fds_closes_all_above_2",
        "test_close_fds_keeps_socket_activation_meant_for_this_process",
        "test_close_fds_walks_what_is_open_and_not_the_limit",
        "test_every_byte_of_an_argument_reaches_the_command",
        "test_everything_after_the_command_is_the_commands",
        "test_keep_fds_keeps_these",
        "test_no_signal_is_ignored_blocked_or_caught_in_the_target",
        "test_sigpipe_and_sigxfsz_are_default_whatever_the_caller_had",
        "test_sigterm_sent_to_the_known_pid_reaches_the_target",
        "test_the_callers_path_is_never_searched",
        "test_the_launcher_leaves_no_descriptor_of_its_own",
        "test_the_parent_death_signal_is_set_after_the_change",
        "test_the_path_searched_is_the_new_environments_with_the_targets_rights",
        "test_the_target_cannot_push_input_into_the_terminal",
        "test_the_target_dies_with_its_parent",
        "test_two_dashes_may_end_options_and_one_after_the_user_is_dropped",
        "test_uid_0_cannot_be_had_back",
        "test_what_is_found_and_cannot_be_run_is_126",
        "test_what_the_caller_ignores_and_blocks_passes",
        "test_with_chown_stdio_the_target_may_open_dev_stdout",
        "test_without_path_bin_and_usr_bin_are_searched",
        "test_without_the_option_the_terminal_is_kept",
    ),
    "a directory or a mount of the tests' own root is looked at": (
        "test_a_file_system_mounted_noexec_is_named",
        "test_capabilities_of_a_file_do_not_count_where_it_is_mounted_nosuid",
        "test_an_interpreter_on_a_file_system_mounted_noexec_is_named",
        "test_a_relative_path_is_denied_by_the_part_that_is_shown",
        "test_chdir_is_entered_as_the_target",
        "test_chdir_takes_a_relative_directory_and_the_home",
        "test_close_fds_without_proc_is_refused",
        "test_ctrl_c_during_the_start_ends_it_by_sigint_without_a_traceback",
        "test_path_is_the_distributions_default",
        "test_root_gets_the_superusers_default_path",
        "test_short_options_take_their_argument_attached_or_next_and_may_be_clustered",
        "test_the_directory_passes_unless_set",
    ),
    "the account files and name services of the tests' own root are changed": (
        "test_a_build_that_reads_the_files_alone_says_so",
        "test_a_file_that_cannot_be_trusted_is_named",
        "test_a_file_that_is_not_there_is_empty",
        "test_a_groups_name_is_its_bytes",
        "test_a_line_just_below_the_limit_is_read",
        "test_a_line_that_names_the_account_and_is_malformed_is_quoted",
        "test_a_line_that_names_the_group_or_the_member_and_is_malformed_is_quoted",
        "test_a_line_without_a_name_is_not_the_callers",
        "test_a_local_account_works_whatever_comes_besides_its_own_source",
        "test_a_malformed_line_of_another_account_does_not_matter",
        "test_a_name_is_its_bytes",
        "test_a_source_that_is_not_there_is_empty",
        "test_a_source_that_refuses_is_an_error_and_no_missing_account",
        "test_an_account_is_found_wherever_it_stands",
        "test_an_account_of_another_source_gets_all_of_its_groups",
        "test_an_account_without_a_name_is_found_by_its_number",
        "test_more_groups_than_the_kernel_takes_are_refused_before_anything",
        "test_no_source_is_enumerated",
    ),
    "the caller may not enter another root, which takes CAP_SYS_CHROOT": (
        "test_a_container_started_as_a_user_runs_with_no_capability_at_all",
        "test_a_group_that_is_not_mapped_is_left_behind_although_it_reads_as_wanted",
        "test_a_process_with_the_capabilities_may_call_it_and_keeps_none",
        "test_a_set_id_program_is_refused",
        "test_a_user_namespace_that_denies_setgroups_points_at_keep_groups",
        "test_an_id_that_is_not_mapped_is_not_taken_for_65534_as_which_it_reads",
        "test_chown_stdio_names_its_capability",
        "test_each_missing_capability_is_named_and_nothing_runs",
        "test_groups_that_the_user_namespace_does_not_map_are_named",
        "test_nice_names_its_capability",
        "test_a_list_of_many_groups_is_cut",
        "test_other_groups_alone_are_what_is_named",
        "test_root_without_capabilities_is_root_already",
        "test_the_bounding_set_needs_setpcap",
        "test_they_are_emptied_too_where_the_user_is_the_target_already",
        "test_where_only_the_groups_differ_both_lists_are_named",
        "test_where_setgroups_is_denied_a_list_that_reads_as_wanted_counts_as_set",
        "test_who_is_the_target_already_needs_no_right",
    ),
    "the launcher is called, traced or copied where the tests are": (
        "test_a_caller_without_an_account_passes_all_but_gid_0",
        "test_a_container_that_already_runs_as_the_target_needs_no_right",
        "test_a_count_that_is_none_keeps_nothing",
        "test_a_directory_outside_the_root_is_refused_however_deep_it_is",
        "test_a_launcher_with_file_capabilities_is_refused",
        "test_a_path_of_more_than_4096_bytes_cannot_be_told_and_is_refused",
        "test_a_pipe_and_a_pseudo_terminal_are_given_and_nothing_else_is",
        "test_a_placeholder_shell_is_bin_sh",
        "test_a_shell_that_is_kept_by_name_stays_as_it_is",
        "test_a_terminal_that_is_everybodys_is_never_given",
        "test_an_element_that_is_too_long_is_passed_over",
        "test_a_directory_that_another_mount_hides_is_inside",
        "test_the_root_itself_bound_elsewhere_is_outside",
        "test_an_inherited_directory_outside_the_root_is_refused_with_both_causes",
        "test_an_inherited_directory_that_the_target_cannot_enter_passes",
        "test_an_inherited_directory_that_was_removed_is_refused",
        "test_another_processes_claim_counts_for_nothing",
        "test_another_tools_name_is_refused_with_the_line_to_write",
        "test_any_other_name_decides_nothing",
        "test_any_other_shell_stays",
        "test_at_secure_alone_is_no_reason",
        "test_capabilities_that_are_ambient_are_no_reason",
        "test_chdir_leads_out_of_it",
        "test_descriptors_that_are_claimed_and_not_open_are_an_error",
        "test_keep_groups_never_calls_it",
        "test_nothing_is_changed_before_everything_is_checked",
        "test_setgroups_is_called_wherever_it_may_be",
        "test_the_leader_of_a_session_whose_terminal_does_not_go_on_gives_it_up",
        "test_the_leader_of_a_session_whose_terminal_passes_above_2_is_refused",
        "test_the_leader_of_a_session_whose_terminal_passes_is_refused",
        "test_the_steps_are_made_in_this_order",
        "test_what_a_runtime_added_comes_besides_and_roots_own_groups_do_not",
        "test_what_is_claimed_and_open_is_kept",
        "test_where_dev_tty_is_absent_a_terminal_above_2_is_given_up",
        "test_where_nothing_but_such_elements_is_left_the_command_is_not_found",
        "test_without_close_fds_a_claim_is_not_looked_at",
    ),
    "what is refused is refused to chroot(8) as well": (
        "test_a_file_that_cannot_be_opened_is_named_or_was_not_needed",
        "test_a_file_that_cannot_be_read_to_its_end_is_named",
        "test_a_refused_call_ends_it_or_changes_nothing",
        "test_a_score_that_cannot_be_written_is_an_error",
        "test_a_write_that_says_nothing_was_written_is_an_error_and_no_endless_loop",
        "test_an_exec_refused_for_each_file_of_path_is_126",
        "test_an_exec_that_is_refused_is_126",
        "test_the_table_has_every_call_that_is_made",
        "test_the_target_has_what_was_asked_for",
    ),
    "the trace shows how the root is entered as well": (
        "test_accounts_are_looked_up_before_the_first_change",
        "test_the_order_is_groups_then_gid_then_uid",
        "test_what_no_option_asks_for_costs_no_system_call",
    ),
}
"""The tests of the contract that cannot be run there, by why not."""


def furnish(root: Path, world: Path) -> None:
    """Add the account files, /proc, /dev and the report target.

    The mounts are those of this process and its children (tests/accounts.py), and end with it.
    """
    for name in ("etc", "proc", "dev"):
        (root / name).mkdir(exist_ok=True)
    for file in (Path("/etc/passwd"), Path("/etc/group"), Path("/etc/login.defs")):
        shutil.copy(file, root / "etc")
    compile_report(Path(f"{root}{REPORT_IN_ROOT}"))
    subprocess.run(["/usr/bin/mount", "-t", "proc", "proc", str(root / "proc")], check=True)
    subprocess.run(["/usr/bin/mount", "--rbind", "/dev", str(root / "dev")], check=True)


def compile_report(output: Path) -> None:
    """Make the report target that needs no interpreter."""
    source = str(Path(__file__).with_name("report.c"))
    compiler = [toolchain.need("gcc"), "-static", "-O1", "-Werror", "@cflags"]
    subprocess.run([*compiler, source, "-o", str(output)], cwd=toolchain.NATIVE, check=True)
