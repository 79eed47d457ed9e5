# Completion of dropexec(1) for fish 3.1 and later.

# Print where the cursor is, for the words before it: `options` with the names used so far, `user`, `command` with the
# number of words before the command, or `nothing`. Of the option whose value is being typed nothing is said.
function __dropexec_place
    set -l words $argv
    set -l used
    set -l i 2
    while set -q words[$i]
        set -l word $words[$i]
        set -l pending
        switch $word
            case --
                set i (math $i + 1)
                break
            case --help --version
                echo nothing
                return
            case '--*=*'
                set -l name (string replace -r '^--([^=]*)=.*' '$1' -- $word)
                test $name = preserve-env; and set name preserve-env=
                set -a used $name
            case '--*'
                set pending (string sub -s 3 -- $word)
            case -
                break
            case '-*'
                # A cluster: the first letter that takes a value has the rest of the word, or the next one.
                set -l letters (string split '' -- (string sub -s 2 -- $word))
                while set -q letters[1]
                    set -l name (string replace E preserve-env (string replace C chdir -- $letters[1]))
                    if __dropexec_takes_value $letters[1]
                        set -q letters[2]; or set pending $name
                        set -q letters[2]; and set -a used $name
                        break
                    end
                    set -a used $name
                    set -e letters[1]
                end
            case '*'
                break
        end
        if set -q pending[1]
            if __dropexec_takes_value $pending
                set i (math $i + 1)
                set -q words[$i]; or break
            end
            set -a used $pending
        end
        set i (math $i + 1)
    end
    if set -q words[$i]
        # The user is given; one -- may stand before the command.
        set -l next (math $i + 1)
        set -q words[$next]; and test $words[$next] = --; and set i $next
        printf '%s\n' command $i
    else if test "$words[-1]" = --
        echo user
    else
        printf '%s\n' options $used
    end
end

function __dropexec_at
    set -l place (__dropexec_place (commandline -opc))
    contains -- $place[1] $argv
end

# Whether options stand here and none of these has been used.
function __dropexec_offers
    set -l place (__dropexec_place (commandline -opc))
    test $place[1] = options; or return
    for name in $argv
        contains -- $name $place[2..-1]; and return 1
    end
    return 0
end

# Print the value that is being typed: the word, without a long option before it.
function __dropexec_value
    commandline -ct | string replace -r '^--[^=]*=|^-C' ''
end

# Offer what a command prints for the last element of a list with commas, without what the list has already.
function __dropexec_list
    set -l before (string replace -r '[^,]*$' '' -- (__dropexec_value))
    set -l taken (string split , -- $before)
    for line in ($argv)
        contains -- (string replace -r '\t.*' '' -- $line) $taken; or echo $before$line
    end
end

function __dropexec_capabilities
    __dropexec_words capabilities
    string match -qr '(^|,)cap_[^,]*$' -- (__dropexec_value); and printf 'cap_%s\n' (__dropexec_words capabilities)
end

function __dropexec_bounds
    string match -q '*,*' -- (__dropexec_value); or echo none
    __dropexec_capabilities
end

function __dropexec_signals
    __dropexec_words signal
    string match -q 'SIG*' -- (__dropexec_value); and printf 'SIG%s\n' (__dropexec_words signal)
end

function __dropexec_limit
    set -l value (__dropexec_value)
    if string match -q '*=*' -- $value
        echo (string replace -r '[^=:]*$' '' -- $value)unlimited
    else
        __dropexec_words limit | string replace \t =\t
    end
end

function __dropexec_assignment
    set -l value (__dropexec_value)
    if string match -q '*=*' -- $value
        set -l name (string replace -r '=.*' '' -- $value)
        printf '%s\n' $name=(__fish_complete_path (string replace -r '^[^=]*=' '' -- $value))
    else
        printf '%s=\n' (set -xn)
    end
end

function __dropexec_spec
    set -l value (commandline -ct)
    set -l user (string replace -r ':.*' '' -- $value)
    switch $value
        case '*:*:*'
        case '*:*'
            printf '%s\n' $user:(__fish_complete_groups)
        case '*'
            __fish_complete_users
    end
end

# Complete the command as fish would on a line of its own. What is no file cannot be exec'd: functions, builtins.
function __dropexec_command
    set -l current (commandline -ct)
    set -l words (commandline -opc)
    set -l place (__dropexec_place $words)
    set -e words[1..$place[2]]
    if set -q words[1]
        complete -C (string join ' ' -- (string escape -- $words) $current)
        return
    end
    # fish runs a substitution that stands where a command is to be completed.
    string match -qr -- '^-|[$(]' $current; and return
    for line in (complete -C $current)
        set -l word (string replace -r '\t.*' '' -- $line)
        string match -q '*/*' -- $word; or command -q $word; and echo $line
    end
end

# generated: values
function __dropexec_words
    switch $argv[1]
        case capabilities
            printf '%s\n' audit_control audit_read audit_write block_suspend bpf checkpoint_restore chown dac_override dac_read_search fowner fsetid ipc_lock ipc_owner kill lease linux_immutable mac_admin mac_override mknod net_admin net_bind_service net_broadcast net_raw perfmon setfcap setgid setpcap setuid sys_admin sys_boot sys_chroot sys_module sys_nice sys_pacct sys_ptrace sys_rawio sys_resource sys_time sys_tty_config syslog wake_alarm
        case limit
            printf '%s\t%s\n' \
                'as' 'address space, bytes' \
                'core' 'core file, bytes' \
                'cpu' 'processor time, seconds' \
                'data' 'data segment, bytes' \
                'fsize' 'file size, bytes' \
                'locks' 'file locks' \
                'memlock' 'locked memory, bytes' \
                'msgqueue' 'POSIX message queues, bytes' \
                'nice' 'ceiling of the nice value, 20 minus it' \
                'nofile' 'open descriptors' \
                'nproc' 'processes of the user' \
                'rss' 'resident set, bytes (without effect)' \
                'rtprio' 'ceiling of the real-time priority' \
                'rttime' 'processor time under real-time scheduling, microseconds' \
                'sigpending' 'queued signals' \
                'stack' 'stack, bytes'
        case nice
            printf '%s\t%s\n' \
                '-20' 'most favourable' \
                '0' 'neutral' \
                '19' 'least favourable'
        case oom-score-adj
            printf '%s\t%s\n' \
                '-1000' 'never killed' \
                '0' 'neutral' \
                '1000' 'killed first'
        case signal
            printf '%s\n' ABRT ALRM BUS CHLD CONT FPE HUP ILL INT IO KILL PIPE PROF PWR QUIT SEGV STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ
        case umask
            printf '%s\t%s\n' \
                '0002' 'the group may write, others may read' \
                '0022' 'group and others may read' \
                '0027' 'the group may read, others nothing' \
                '0077' 'nothing for group and others'
    end
end
# end of values

complete -c dropexec -f
complete -c dropexec -n '__dropexec_at options user' -a '(__dropexec_spec)'
complete -c dropexec -n '__dropexec_at command' -a '(__dropexec_command)'

# generated: options
function __dropexec_takes_value
    contains -- "$argv" 'groups' 'add-groups' 'env' 'e' 'unset-env' 'chdir' 'C' 'umask' 'rlimit' 'nice' 'oom-score-adj' 'argv0' 'keep-fds' 'pdeathsig' 'ambient-caps' 'bounding-caps'
end
complete -c dropexec -n '__dropexec_offers groups init-groups add-groups clear-groups keep-groups' -l groups -x -a '(__dropexec_list __fish_complete_groups)' -d 'set the supplementary groups to exactly these and the gid'
complete -c dropexec -n '__dropexec_offers init-groups groups clear-groups keep-groups' -l init-groups -d 'with USER:GROUP: take the supplementary groups from the group database, plus GROUP'
complete -c dropexec -n '__dropexec_offers add-groups groups clear-groups keep-groups' -l add-groups -x -a '(__dropexec_list __fish_complete_groups)' -d 'add these to the groups that the user spec gives'
complete -c dropexec -n '__dropexec_offers clear-groups groups init-groups add-groups keep-groups' -l clear-groups -d 'set no supplementary group but the gid'
complete -c dropexec -n '__dropexec_offers inherit-groups keep-groups' -l inherit-groups -d 'add the groups that the caller has beyond those of its own account, never gid 0'
complete -c dropexec -n '__dropexec_offers keep-groups groups init-groups add-groups clear-groups inherit-groups' -l keep-groups -d 'do not call setgroups (for user namespaces that deny it)'
complete -c dropexec -n '__dropexec_offers preserve-env' -s E -l preserve-env -d 'keep the caller\'s environment'
complete -c dropexec -n '__dropexec_offers preserve-env=' -l preserve-env -f -a '(__dropexec_list set -xn)' -d 'reset it, but keep these (* matches any run of characters)'
complete -c dropexec -n '__dropexec_offers' -s e -l env -x -a '(__dropexec_assignment)' -d 'set a variable'
complete -c dropexec -n '__dropexec_offers' -l unset-env -x -a '(set -xn)' -d 'remove a variable (* matches any run of characters)'
complete -c dropexec -n '__dropexec_offers chdir' -s C -l chdir -x -a '(__fish_complete_directories (commandline -ct | string replace -r \'^--[^=]*=|^-C\' \'\'))' -d 'change to this working directory as the target user; a leading ~ is the target\'s home'
complete -c dropexec -n '__dropexec_offers umask' -l umask -x -a '(__dropexec_words umask)' -d 'set the file mode creation mask (octal)'
complete -c dropexec -n '__dropexec_offers' -l rlimit -x -a '(__dropexec_limit)' -d 'set a resource limit (nofile, nproc, core, ...); one value sets both limits, hard raises the soft one'
complete -c dropexec -n '__dropexec_offers nice' -l nice -x -a '(__dropexec_words nice)' -d 'set the nice value, from -20 to 19'
complete -c dropexec -n '__dropexec_offers oom-score-adj' -l oom-score-adj -x -a '(__dropexec_words oom-score-adj)' -d 'set the out-of-memory score adjustment, from -1000 to 1000'
complete -c dropexec -n '__dropexec_offers argv0' -l argv0 -x -d 'set the target\'s argv[0]'
complete -c dropexec -n '__dropexec_offers no-tty' -l no-tty -d 'give up the controlling terminal'
complete -c dropexec -n '__dropexec_offers close-fds' -l close-fds -d 'close every descriptor above 2 except those of socket activation'
complete -c dropexec -n '__dropexec_offers keep-fds' -l keep-fds -x -d 'with --close-fds: keep these descriptors too'
complete -c dropexec -n '__dropexec_offers chown-stdio' -l chown-stdio -d 'make the target user own the pseudo-terminal or pipe behind descriptors 0 to 2'
complete -c dropexec -n '__dropexec_offers pdeathsig' -l pdeathsig -x -a '(__dropexec_signals)' -d 'send the target this signal when its parent dies'
complete -c dropexec -n '__dropexec_offers no-new-privs' -l no-new-privs -d 'set no_new_privs'
complete -c dropexec -n '__dropexec_offers new-keyring' -l new-keyring -d 'start with a new, empty session keyring'
complete -c dropexec -n '__dropexec_offers ambient-caps' -l ambient-caps -x -a '(__dropexec_list __dropexec_capabilities)' -d 'keep these capabilities, in the ambient set'
complete -c dropexec -n '__dropexec_offers bounding-caps' -l bounding-caps -x -a '(__dropexec_list __dropexec_bounds)' -d 'reduce the capability bounding set to these, or to none'
complete -c dropexec -n '__dropexec_offers help' -l help -d 'show this help and exit'
complete -c dropexec -n '__dropexec_offers version' -l version -d 'show the version and exit'
# end of options
