# shellcheck shell=bash disable=SC2034  # functions set variables of their caller
# Completion of dropexec(1) for bash 4.2 and later, with or without bash-completion.
#
# Readline breaks the line at COMP_WORDBREAKS, so that --groups=a, nobody:nog and --rlimit=nofile=1:2 arrive in
# pieces, of which only the last is replaced (bash(1), Programmable Completion). The variable is the user's: the words
# are put together here, and what readline keeps is taken off the answers.

# generated: options
_dropexec_option() {
    takes='' rules_out=''
    case $1 in
        --groups | --groups=) takes=groups rules_out='--init-groups --add-groups= --clear-groups --keep-groups --groups=' ;;
        --init-groups) rules_out='--groups= --clear-groups --keep-groups --init-groups' ;;
        --add-groups | --add-groups=) takes=groups rules_out='--groups= --clear-groups --keep-groups --add-groups=' ;;
        --clear-groups) rules_out='--groups= --init-groups --add-groups= --keep-groups --clear-groups' ;;
        --inherit-groups) rules_out='--keep-groups --inherit-groups' ;;
        --keep-groups) rules_out='--groups= --init-groups --add-groups= --clear-groups --inherit-groups --keep-groups' ;;
        -E | --preserve-env) rules_out='--preserve-env -E' ;;
        --preserve-env=) takes=variables rules_out='--preserve-env=' ;;
        -e | --env | --env=) takes=assignment rules_out='' ;;
        --unset-env | --unset-env=) takes=variable rules_out='' ;;
        -C | --chdir | --chdir=) takes=directory rules_out='--chdir= -C' ;;
        --umask | --umask=) takes=umask rules_out='--umask=' ;;
        --rlimit | --rlimit=) takes=limit rules_out='' ;;
        --nice | --nice=) takes=nice rules_out='--nice=' ;;
        --oom-score-adj | --oom-score-adj=) takes=oom-score-adj rules_out='--oom-score-adj=' ;;
        --argv0 | --argv0=) takes=anything rules_out='--argv0=' ;;
        --no-tty) rules_out='--no-tty' ;;
        --close-fds) rules_out='--close-fds' ;;
        --keep-fds | --keep-fds=) takes=anything rules_out='--keep-fds=' ;;
        --chown-stdio) rules_out='--chown-stdio' ;;
        --pdeathsig | --pdeathsig=) takes=signal rules_out='--pdeathsig=' ;;
        --no-new-privs) rules_out='--no-new-privs' ;;
        --new-keyring) rules_out='--new-keyring' ;;
        --ambient-caps | --ambient-caps=) takes=capabilities rules_out='--ambient-caps=' ;;
        --bounding-caps | --bounding-caps=) takes=bounds rules_out='--bounding-caps=' ;;
        --help) rules_out=all ;;
        --version) rules_out=all ;;
        *) return 1 ;;
    esac
}
_dropexec_options() {
    choices='--groups= --init-groups --add-groups= --clear-groups --inherit-groups --keep-groups --preserve-env -E --preserve-env= --env= -e --unset-env= --chdir= -C --umask= --rlimit= --nice= --oom-score-adj= --argv0= --no-tty --close-fds --keep-fds= --chown-stdio --pdeathsig= --no-new-privs --new-keyring --ambient-caps= --bounding-caps= --help --version'
}
# end of options

# generated: values
_dropexec_words() {
    case $1 in
        capabilities) choices='audit_control audit_read audit_write block_suspend bpf checkpoint_restore chown dac_override dac_read_search fowner fsetid ipc_lock ipc_owner kill lease linux_immutable mac_admin mac_override mknod net_admin net_bind_service net_broadcast net_raw perfmon setfcap setgid setpcap setuid sys_admin sys_boot sys_chroot sys_module sys_nice sys_pacct sys_ptrace sys_rawio sys_resource sys_time sys_tty_config syslog wake_alarm' ;;
        limit) choices='as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack' ;;
        nice) choices='-20 0 19' ;;
        oom-score-adj) choices='-1000 0 1000' ;;
        signal) choices='ABRT ALRM BUS CHLD CONT FPE HUP ILL INT IO KILL PIPE PROF PWR QUIT SEGV STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ' ;;
        umask) choices='0002 0022 0027 0077' ;;
        *) choices='' ;;
    esac
}
# end of values

# Put the words up to the cursor together: for each the index of its first piece in COMP_WORDS in `at` and its place in
# COMP_LINE in `offset`. A piece belongs to the word before it where no blank stands between them.
_dropexec_split() {
    local line=${COMP_LINE:0:COMP_POINT} rest piece i
    words=() at=() offset=()
    for ((i = 0; i <= COMP_CWORD; i++)); do
        rest=${line#"${line%%[![:space:]]*}"}
        piece=${COMP_WORDS[i]}
        ((i < COMP_CWORD)) || piece=$rest
        if ((i == 0)) || [[ $rest != "$line" ]]; then
            words+=("$piece") at+=("$i") offset+=("$((COMP_POINT - ${#rest}))")
        else
            words[last]+=$piece
        fi
        last=$((${#words[@]} - 1))
        line=${rest#"$piece"}
    done
}

# Set `kept` to the part of the word under the cursor that readline keeps.
_dropexec_kept() {
    local mark head
    kept=''
    for mark in = : @ ','; do
        head=${words[last]%"${words[last]##*"$mark"}"}
        [[ $COMP_WORDBREAKS != *"$mark"* ]] || ((${#head} <= ${#kept})) || kept=$head
    done
}

# Offer words, each after $1, the part of the word under the cursor that stays.
_dropexec_reply() {
    local lead=$1 kept word
    shift
    _dropexec_kept
    COMPREPLY=()
    for word in "$@"; do
        word=$lead$word
        COMPREPLY+=("${word#"$kept"}")
    done
    if ((${#COMPREPLY[@]} == 1)) && [[ ${COMPREPLY[0]} == *= ]]; then compopt -o nospace; fi
}

# Offer what compgen finds for $2 with the arguments from $3 on, each after $1.
_dropexec_offer() {
    local found
    mapfile -t found < <(compgen "${@:3}" -- "$2")
    _dropexec_reply "$1" "${found[@]}"
}

# The same for the last element of a list with commas, without what the list has already.
_dropexec_offer_list() {
    local before=${2%"${2##*,}"} found word left=()
    mapfile -t found < <(compgen "${@:3}" -- "${2##*,}")
    for word in "${found[@]}"; do
        [[ ,$before == *",$word,"* ]] || left+=("$word")
    done
    _dropexec_reply "$1$before" "${left[@]}"
}

# Offer the files (-f) or directories (-d) that $2 begins, each after $1. Readline tells the one from the other, and knows
# what to quote, only where the answer is the whole path.
_dropexec_offer_files() {
    local kept found i
    _dropexec_kept
    mapfile -t found < <(compgen "$3" -- "$2")
    if [[ $1 == "$kept" ]]; then
        compopt -o filenames
    else
        for i in "${!found[@]}"; do
            [[ ! -d ${found[i]/#\~/$HOME} ]] || found[i]+=/
            [[ ${found[i]} != */ ]] || compopt -o nospace
        done
    fi
    _dropexec_reply "$1" "${found[@]}"
}

# Offer values of the kind $1 for $3, each after $2.
_dropexec_value() {
    local lead=$2 value=$3 choices
    _dropexec_words "$1"
    case $1 in
        groups) _dropexec_offer_list "$lead" "$value" -g ;;
        variables) _dropexec_offer_list "$lead" "$value" -e ;;
        variable) _dropexec_offer "$lead" "$value" -e ;;
        capabilities | bounds)
            _dropexec_words capabilities
            [[ ${value##*,} != cap_* ]] || choices=cap_${choices// / cap_}
            [[ $1 != bounds || $value == *,* ]] || choices+=' none'
            _dropexec_offer_list "$lead" "$value" -W "$choices"
            ;;
        signal)
            [[ $value != SIG* ]] || choices=SIG${choices// / SIG}
            _dropexec_offer "$lead" "$value" -W "$choices"
            ;;
        limit)
            case $value in
                *=*:*) _dropexec_offer "$lead${value%:*}:" "${value##*:}" -W unlimited ;;
                *=*) _dropexec_offer "$lead${value%%=*}=" "${value#*=}" -W unlimited ;;
                *) _dropexec_offer "$lead" "$value" -S = -W "$choices" ;;
            esac
            ;;
        assignment)
            if [[ $value == *=* ]]; then
                _dropexec_offer_files "$lead${value%%=*}=" "${value#*=}" -f
            else
                _dropexec_offer "$lead" "$value" -S = -e
            fi
            ;;
        directory) _dropexec_offer_files "$lead" "$value" -d ;;
        *) _dropexec_offer "$lead" "$value" -W "$choices" ;;
    esac
}

# Offer the $2 that start as the word under the cursor and that no earlier option has ruled out ($1).
_dropexec_offer_options() {
    local option left=()
    for option in $2; do
        [[ " $1 " == *" $option "* ]] || left+=("$option")
    done
    _dropexec_offer '' "${words[last]}" -W "${left[*]}"
}

# Offer users, or groups after a colon.
_dropexec_spec() {
    case ${words[last]} in
        *:*:*) ;;
        *:*) _dropexec_offer "${words[last]%%:*}:" "${words[last]#*:}" -g ;;
        *) _dropexec_offer '' "${words[last]}" -u ;;
    esac
}

# Complete a command that begins at word $1. What is no file cannot be exec'd: aliases, functions, keywords.
_dropexec_command() {
    local found name special unsure files=()
    if (($1 < last)); then
        _dropexec_arguments "$1"
        return
    fi
    if [[ ${words[last]} == */* ]]; then
        compopt -o filenames
        _dropexec_offer '' "${words[last]}" -c
        return
    fi
    mapfile -t found < <(compgen -c -- "${words[last]}")
    mapfile -t special < <(compgen -abk -A function -- "${words[last]}")
    unsure=" ${special[*]} "
    for name in "${found[@]}"; do
        if [[ $unsure != *" $name "* ]] || type -P -- "$name" >/dev/null; then files+=("$name"); fi
    done
    _dropexec_reply '' "${files[@]}"
}

# Complete an argument of the command at word $1 as that command does.
_dropexec_arguments() {
    local delegate function
    # Some releases of bash-completion evaluate the command's name.
    [[ ${words[$1]} != *[\$\`]* ]] || return 0
    for delegate in _comp_command_offset _command_offset; do
        if declare -F "$delegate" >/dev/null; then
            "$delegate" "${at[$1]}"
            return
        fi
    done
    function=$(complete -p -- "${words[$1]##*/}" 2>/dev/null)
    if [[ $function != *' -F '* ]]; then
        compopt -o bashdefault -o default
        return
    fi
    function=${function#* -F }
    COMP_LINE=${COMP_LINE:offset[$1]}
    ((COMP_POINT -= offset[$1], COMP_CWORD -= at[$1]))
    COMP_WORDS=("${COMP_WORDS[@]:at[$1]}")
    "${function%% *}" "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
}

# Complete the launcher's words, of which $1 is the first after its name.
_dropexec_launch() {
    local i=$1 word=${words[last]} ended='' letters takes rules_out gone='' choices
    for ((; i < last; i++)); do
        case ${words[i]} in
            --)
                ended=yes
                ((i++))
                break
                ;;
            --*=*)
                _dropexec_option "${words[i]%%=*}=" || rules_out=''
                takes=''
                ;;
            --*) _dropexec_option "${words[i]}" || takes='' rules_out='' ;;
            -?*)
                # A cluster: the first letter that takes a value has the rest of the word, or the next one.
                letters=${words[i]#-} takes='' rules_out=''
                while [[ $letters && ! $takes ]]; do
                    _dropexec_option "-${letters:0:1}" || break
                    letters=${letters:1}
                    gone+=" $rules_out"
                done
                [[ ! $letters ]] || takes=''
                ;;
            *) break ;;
        esac
        [[ $rules_out != all ]] || return 0
        gone+=" $rules_out"
        [[ $takes ]] || continue
        if ((++i == last)); then
            _dropexec_value "$takes" '' "$word"
            return
        fi
    done
    if ((i < last)); then
        # The user is given; one -- may stand before the command.
        [[ ${words[i + 1]} != -- ]] || ((i + 1 == last)) || ((i++))
        _dropexec_command "$((i + 1))"
    elif [[ $ended || $word != -* ]]; then
        _dropexec_spec
    elif [[ $word == --*=* ]]; then
        if _dropexec_option "${word%%=*}="; then _dropexec_value "$takes" "${word%%=*}=" "${word#*=}"; fi
    elif [[ $word == -[!-]?* ]] && _dropexec_option "${word:0:2}" && [[ $takes ]]; then
        _dropexec_value "$takes" "${word:0:2}" "${word:2}"
    else
        _dropexec_options
        _dropexec_offer_options "$gone" "$choices"
    fi
}

_dropexec() {
    local IFS=$' \t\n' words at offset last
    COMPREPLY=()
    _dropexec_split
    _dropexec_launch 1
}

complete -F _dropexec dropexec
