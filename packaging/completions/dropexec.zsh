#compdef dropexec
# Completion of dropexec(1) for zsh 5.0.6 and later. Installed, it is a file `_dropexec` in a directory of $fpath.

# generated: options
_dropexec_options() {
  specs=(
    '(--init-groups --add-groups --clear-groups --keep-groups)--groups=[set the supplementary groups to exactly these and the gid]:groups:_sequence _groups'
    '(--groups --clear-groups --keep-groups)--init-groups[with USER:GROUP: take the supplementary groups from the group database, plus GROUP]'
    '(--groups --clear-groups --keep-groups)--add-groups=[add these to the groups that the user spec gives]:groups:_sequence _groups'
    '(--groups --init-groups --add-groups --keep-groups)--clear-groups[set no supplementary group but the gid]'
    '(--keep-groups)--inherit-groups[add the groups that the caller has beyond those of its own account, never gid 0]'
    '(--groups --init-groups --add-groups --clear-groups --inherit-groups)--keep-groups[do not call setgroups (for user namespaces that deny it)]'
    '--preserve-env=-[keep the caller'\''s environment; with a list, reset it, but keep these (* matches any run of characters)]::variables:_sequence _parameters -g '\''*export*'\'''
    '-E[keep the caller'\''s environment]'
    '*--env=[set a variable]:assignment:_dropexec_assignment'
    '*-e+[set a variable]:assignment:_dropexec_assignment'
    '*--unset-env=[remove a variable (* matches any run of characters)]:variable:_parameters -g '\''*export*'\'''
    '(--chdir -C)--chdir=[change to this working directory as the target user; a leading ~ is the target'\''s home]:directory:_directories'
    '(--chdir -C)-C+[change to this working directory as the target user; a leading ~ is the target'\''s home]:directory:_directories'
    '--umask=[set the file mode creation mask (octal)]:umask: _dropexec_value umask'
    '*--rlimit=[set a resource limit (nofile, nproc, core, ...); one value sets both limits, hard raises the soft one]:limit:_dropexec_limit'
    '--nice=[set the nice value, from -20 to 19]:nice: _dropexec_value nice'
    '--oom-score-adj=[set the out-of-memory score adjustment, from -1000 to 1000]:oom-score-adj: _dropexec_value oom-score-adj'
    '--argv0=[set the target'\''s argv\[0\]]:anything: '
    '--no-tty[give up the controlling terminal]'
    '--close-fds[close every descriptor above 2 except those of socket activation]'
    '--keep-fds=[with --close-fds: keep these descriptors too]:anything: '
    '--chown-stdio[make the target user own the pseudo-terminal or pipe behind descriptors 0 to 2]'
    '--pdeathsig=[send the target this signal when its parent dies]:signal: _dropexec_value signal'
    '--no-new-privs[set no_new_privs]'
    '--new-keyring[start with a new, empty session keyring]'
    '--ambient-caps=[keep these capabilities, in the ambient set]:capabilities: _sequence _dropexec_value capabilities'
    '--bounding-caps=[reduce the capability bounding set to these, or to none]:bounds: _sequence _dropexec_value bounds'
    '(- : *)--help[show this help and exit]'
    '(- : *)--version[show the version and exit]'
  )
}
# end of options

# generated: values
_dropexec_words() {
  described=()
  case $1 in
    capabilities) described=(
      'audit_control'
      'audit_read'
      'audit_write'
      'block_suspend'
      'bpf'
      'checkpoint_restore'
      'chown'
      'dac_override'
      'dac_read_search'
      'fowner'
      'fsetid'
      'ipc_lock'
      'ipc_owner'
      'kill'
      'lease'
      'linux_immutable'
      'mac_admin'
      'mac_override'
      'mknod'
      'net_admin'
      'net_bind_service'
      'net_broadcast'
      'net_raw'
      'perfmon'
      'setfcap'
      'setgid'
      'setpcap'
      'setuid'
      'sys_admin'
      'sys_boot'
      'sys_chroot'
      'sys_module'
      'sys_nice'
      'sys_pacct'
      'sys_ptrace'
      'sys_rawio'
      'sys_resource'
      'sys_time'
      'sys_tty_config'
      'syslog'
      'wake_alarm'
    ) ;;
    limit) described=(
      'as:address space, bytes'
      'core:core file, bytes'
      'cpu:processor time, seconds'
      'data:data segment, bytes'
      'fsize:file size, bytes'
      'locks:file locks'
      'memlock:locked memory, bytes'
      'msgqueue:POSIX message queues, bytes'
      'nice:ceiling of the nice value, 20 minus it'
      'nofile:open descriptors'
      'nproc:processes of the user'
      'rss:resident set, bytes (without effect)'
      'rtprio:ceiling of the real-time priority'
      'rttime:processor time under real-time scheduling, microseconds'
      'sigpending:queued signals'
      'stack:stack, bytes'
    ) ;;
    nice) described=(
      '-20:most favourable'
      '0:neutral'
      '19:least favourable'
    ) ;;
    oom-score-adj) described=(
      '-1000:never killed'
      '0:neutral'
      '1000:killed first'
    ) ;;
    signal) described=(
      'ABRT'
      'ALRM'
      'BUS'
      'CHLD'
      'CONT'
      'FPE'
      'HUP'
      'ILL'
      'INT'
      'IO'
      'KILL'
      'PIPE'
      'PROF'
      'PWR'
      'QUIT'
      'SEGV'
      'STOP'
      'SYS'
      'TERM'
      'TRAP'
      'TSTP'
      'TTIN'
      'TTOU'
      'URG'
      'USR1'
      'USR2'
      'VTALRM'
      'WINCH'
      'XCPU'
      'XFSZ'
    ) ;;
    umask) described=(
      '0002:the group may write, others may read'
      '0022:group and others may read'
      '0027:the group may read, others nothing'
      '0077:nothing for group and others'
    ) ;;
  esac
}
# end of values

# Offer the words of the kind $1, with the options of compadd that follow it.
_dropexec_value() {
  local kind=$1
  local -a described
  shift
  case $kind in
    bounds)
      _dropexec_words capabilities
      [[ $IPREFIX == *, ]] || described+=(none)
      ;;
    *) _dropexec_words $kind ;;
  esac
  case $PREFIX in
    cap_*) described=(cap_$^described) ;;
    SIG*) described=(SIG$^described) ;;
  esac
  _describe -t $kind $kind described "$@"
}

_dropexec_limit() {
  if compset -P '*='; then
    compset -P '*:'
    local -a expl
    _wanted values expl limit compadd unlimited
  else
    _dropexec_value limit -qS =
  fi
}

_dropexec_assignment() {
  if compset -P '*='; then
    _files
  else
    _parameters -g '*export*' -qS =
  fi
}

_dropexec_spec() {
  if compset -P '*:'; then
    [[ $IPREFIX == *:*: ]] || _groups
  else
    _users
  fi
}

# One -- may stand between the user and the command.
_dropexec_command() {
  if [[ $words[1] == -- ]] && (( CURRENT > 1 )); then
    shift words
    (( CURRENT-- ))
  fi
  if (( CURRENT == 1 )); then
    _command_names -e
  else
    _normal
  fi
}

_dropexec() {
  local -a specs
  _dropexec_options
  _arguments -s -S -A '-*' : $specs '1:user:_dropexec_spec' '*:::command:_dropexec_command'
}

if [[ $funcstack[1] == _dropexec ]]; then
  _dropexec "$@"
else
  # Read by `source`, to try it.
  compdef _dropexec dropexec
fi
