# shellcheck shell=bash disable=SC2034,SC2154  # functions set variables of their caller
# Completion of dropexecctl(1) for bash 4.2 and later. Needs the one of dropexec(1) beside it, which is loaded from there.

# generated: commands
_dropexecctl_path() {
    subcommands='' argument=''
    case $1 in
        '')
            subcommands='compat doctor explain lint man schema translate watch'
            options='--version -h --help'
            ;;
        'compat')
            subcommands='compare here list probe report show'
            options='-h --help'
            ;;
        'compat compare')
            argument='file'
            options='--json -h --help'
            ;;
        'compat here')
            options='--full --json -h --help'
            ;;
        'compat list')
            options='--json -h --help'
            ;;
        'compat probe')
            argument='command'
            options='--tool= --scenario= --user= --shell= --form= --attempts= --json --record= --svg= --check -h --help'
            ;;
        'compat report')
            options='--format= --recordings= -h --help'
            ;;
        'compat show')
            argument='catalogue'
            options='--full --json -h --help'
            ;;
        'doctor')
            options='--json --check= --list --root= --probe --candidate= -h --help'
            ;;
        'explain')
            argument='launcher'
            options='--json --notes -h --help'
            ;;
        'lint')
            argument='file'
            options='--fix --diff --unsafe-fixes --root= --distro= --launcher= --assume-shell= --format= --select= --extend-select= --ignore= --min-severity= --exit-zero --no-ignores --stdin-filename= --explain= --list-rules -h --help'
            ;;
        'man')
            argument='anything'
            options='-h --help'
            ;;
        'schema')
            argument='words'
            options='-h --help'
            ;;
        'translate')
            argument='command'
            options='--distro= --root= --assume-shell= --launcher= --json -h --help'
            ;;
        'watch')
            argument='anything'
            options='--unit= --name= --all --signal= --for= --engine= --json --syslog --argv --arm --records= --status --disarm --last --since= --journal -h --help'
            ;;
        *) return 1 ;;
    esac
}
_dropexecctl_option() {
    takes='' rules_out='' choices=''
    case $1 in
        ' --version')
            rules_out='--version' ;;
        ' -h' | ' --help')
            rules_out='-h --help' ;;
        'compat -h' | 'compat --help')
            rules_out='-h --help' ;;
        'compat compare --json')
            rules_out='--json' ;;
        'compat compare -h' | 'compat compare --help')
            rules_out='-h --help' ;;
        'compat here --full')
            rules_out='--full' ;;
        'compat here --json')
            rules_out='--json' ;;
        'compat here -h' | 'compat here --help')
            rules_out='-h --help' ;;
        'compat list --json')
            rules_out='--json' ;;
        'compat list -h' | 'compat list --help')
            rules_out='-h --help' ;;
        'compat probe --tool')
            takes=words choices='busybox-su chpst chroot doas dropexec gosu runuser s6-setuidgid setpriv setuidgid start-stop-daemon su su-exec su-rs sudo sudo-rs toybox-su all' rules_out='' ;;
        'compat probe --scenario')
            takes=words choices='prompt seven dies second slow stubborn group twice tree pid1 tty HUP INT QUIT USR1 USR2 ALRM TSTP kill race all' rules_out='' ;;
        'compat probe --user')
            takes=user rules_out='--user=' ;;
        'compat probe --shell')
            takes=shell rules_out='--shell=' ;;
        'compat probe --form')
            takes=words choices='exec plain redirect' rules_out='--form=' ;;
        'compat probe --attempts')
            takes=anything rules_out='--attempts=' ;;
        'compat probe --json')
            rules_out='--json' ;;
        'compat probe --record')
            takes=directory rules_out='--record=' ;;
        'compat probe --svg')
            takes=directory rules_out='--svg=' ;;
        'compat probe --check')
            rules_out='--check' ;;
        'compat probe -h' | 'compat probe --help')
            rules_out='-h --help' ;;
        'compat report --format')
            takes=words choices='html md' rules_out='--format=' ;;
        'compat report --recordings')
            takes=directory rules_out='--recordings=' ;;
        'compat report -h' | 'compat report --help')
            rules_out='-h --help' ;;
        'compat show --full')
            rules_out='--full' ;;
        'compat show --json')
            rules_out='--json' ;;
        'compat show -h' | 'compat show --help')
            rules_out='-h --help' ;;
        'doctor --json')
            rules_out='--json' ;;
        'doctor --check')
            takes=words choices='su services-under-su unit-main-pid pid-files definitions launcher container who-killed' rules_out='' ;;
        'doctor --list')
            rules_out='--list' ;;
        'doctor --root')
            takes=directory rules_out='--root=' ;;
        'doctor --probe')
            rules_out='--probe' ;;
        'doctor --candidate')
            takes=file rules_out='--candidate=' ;;
        'doctor -h' | 'doctor --help')
            rules_out='-h --help' ;;
        'explain --json')
            rules_out='--json' ;;
        'explain --notes')
            rules_out='--notes' ;;
        'explain -h' | 'explain --help')
            rules_out='-h --help' ;;
        'lint --fix')
            rules_out='--fix' ;;
        'lint --diff')
            rules_out='--diff' ;;
        'lint --unsafe-fixes')
            rules_out='--unsafe-fixes' ;;
        'lint --root')
            takes=file rules_out='--root=' ;;
        'lint --distro')
            takes=catalogue rules_out='--distro=' ;;
        'lint --launcher')
            takes=file rules_out='--launcher=' ;;
        'lint --assume-shell')
            takes=shell rules_out='--assume-shell=' ;;
        'lint --format')
            takes=words choices='text json sarif github' rules_out='--format=' ;;
        'lint --select')
            takes=anything rules_out='' ;;
        'lint --extend-select')
            takes=anything rules_out='' ;;
        'lint --ignore')
            takes=anything rules_out='' ;;
        'lint --min-severity')
            takes=words choices='error warning note' rules_out='--min-severity=' ;;
        'lint --exit-zero')
            rules_out='--exit-zero' ;;
        'lint --no-ignores')
            rules_out='--no-ignores' ;;
        'lint --stdin-filename')
            takes=anything rules_out='--stdin-filename=' ;;
        'lint --explain')
            takes=anything rules_out='--explain=' ;;
        'lint --list-rules')
            rules_out='--list-rules' ;;
        'lint -h' | 'lint --help')
            rules_out='-h --help' ;;
        'man -h' | 'man --help')
            rules_out='-h --help' ;;
        'schema -h' | 'schema --help')
            rules_out='-h --help' ;;
        'translate --distro')
            takes=catalogue rules_out='--distro=' ;;
        'translate --root')
            takes=directory rules_out='--root=' ;;
        'translate --assume-shell')
            takes=shell rules_out='--assume-shell=' ;;
        'translate --launcher')
            takes=file rules_out='--launcher=' ;;
        'translate --json')
            rules_out='--json' ;;
        'translate -h' | 'translate --help')
            rules_out='-h --help' ;;
        'watch --unit')
            takes=anything rules_out='--unit=' ;;
        'watch --name')
            takes=anything rules_out='--name=' ;;
        'watch --all')
            rules_out='--all' ;;
        'watch --signal')
            takes=signal rules_out='' ;;
        'watch --for')
            takes=anything rules_out='--for=' ;;
        'watch --engine')
            takes=words choices='auto bpf tracefs' rules_out='--engine=' ;;
        'watch --json')
            rules_out='--json' ;;
        'watch --syslog')
            rules_out='--syslog' ;;
        'watch --argv')
            rules_out='--argv' ;;
        'watch --arm')
            rules_out='--arm' ;;
        'watch --records')
            takes=anything rules_out='--records=' ;;
        'watch --status')
            rules_out='--status' ;;
        'watch --disarm')
            rules_out='--disarm' ;;
        'watch --last')
            rules_out='--last' ;;
        'watch --since')
            takes=anything rules_out='--since=' ;;
        'watch --journal')
            rules_out='--journal' ;;
        'watch -h' | 'watch --help')
            rules_out='-h --help' ;;
        *) return 1 ;;
    esac
}
# end of commands

# generated: names
_dropexecctl_names() {
    choices='busybox-su coreutils-su shadow-su sudo-rs-su toybox-su util-linux-runuser util-linux-su-pty util-linux-su doas pkexec sudo-rs sudo capsh chpst chroot daemon dropexec gosu s6-setuidgid setpriv setuidgid start-stop-daemon su-exec systemd-run-scope systemd-run-wait unshare bwrap catatonit dumb-init flock script setsid sg timeout-kill timeout tini unshare-pid-kill unshare-pid rhel-daemon runsv supervisord systemd-user upstart-setuid debian ubuntu rhel centos almalinux rocky ol amzn fedora opensuse opensuse-leap opensuse-tumbleweed sles arch gentoo void slackware alpine nixos openwrt photon wolfi azurelinux mariner flatcar chimera clear-linux-os buildroot poky openmandriva pld openeuler'
}
_dropexecctl_releases() {
    case $1 in
        debian) choices='5 lenny 6 squeeze 7 wheezy 8 jessie 9 stretch 10 buster 11 bullseye 12 bookworm 13 trixie 14 forky sid unstable' ;;
        ubuntu) choices='12.04 precise 14.04 trusty 16.04 xenial 16.10 yakkety 18.04 bionic 18.10 cosmic 19.04 disco 19.10 eoan 20.04 focal 20.10 groovy 21.04 hirsute 21.10 impish 22.04 jammy 22.10 kinetic 23.04 lunar 23.10 mantic 24.04 noble 24.10 oracular 25.04 plucky 25.10 questing 26.04 resolute' ;;
        rhel) choices='5 6.0 6 7 8 9 10' ;;
        centos) choices='5 6.0 6 7 8 9 10' ;;
        almalinux) choices='8 9 10' ;;
        rocky) choices='8 9 10' ;;
        ol) choices='5 6 7 8 9 10' ;;
        amzn) choices='2018.03 2 2023' ;;
        fedora) choices='12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45' ;;
        opensuse) choices='11.1 11.4 12.1 12.2 12.3 13.1 13.2' ;;
        opensuse-leap) choices='42.3 15.0 15.1 15.2 15.3 15.4 15.5 15.6 16.0' ;;
        opensuse-tumbleweed) choices='rolling' ;;
        sles) choices='11 12 12.5 15 15.1 15.2 15.3 15.4 15.5 15.6 15.7 16.0' ;;
        arch) choices='rolling' ;;
        gentoo) choices='rolling' ;;
        void) choices='rolling' ;;
        slackware) choices='13.37 14.0 14.1 14.2 15.0 current' ;;
        alpine) choices='3.12 3.13 3.14 3.15 3.16 3.17 3.18 3.19 3.20 3.21 3.22 3.23 3.24 edge' ;;
        nixos) choices='18.09 24.05 24.11 25.05 unstable' ;;
        openwrt) choices='21.02 22.03 23.05 24.10 25.12' ;;
        photon) choices='3.0 4.0 5.0' ;;
        wolfi) choices='rolling' ;;
        azurelinux) choices='3.0' ;;
        mariner) choices='1.0 2.0' ;;
        flatcar) choices='rolling' ;;
        chimera) choices='rolling' ;;
        clear-linux-os) choices='rolling' ;;
        buildroot) choices='2019.02 2020.02 2021.02 2022.02 2023.02 2024.02 2025.02 2026.02' ;;
        poky) choices='4.0 kirkstone 5.0 scarthgap 6.0 wrynose' ;;
        openmandriva) choices='4.2 4.3 5.0 6.0 cooker' ;;
        pld) choices='rolling' ;;
        openeuler) choices='20.03 21.09' ;;
        *) choices='' ;;
    esac
}
# end of names

# `dropexecctl.bash` finds `dropexec.bash`, and an installed `dropexecctl` the `dropexec` of the same directory.
if ! declare -F _dropexec_split >/dev/null; then
    # shellcheck source=packaging/completions/dropexec.bash
    source "${BASH_SOURCE[0]%dropexecctl*}dropexec${BASH_SOURCE[0]##*dropexecctl}"
fi

# Offer values of the kind $1 for $3, each after $2; of the kind `words` those in $4.
_dropexecctl_value() {
    local choices
    case $1 in
        words) _dropexec_offer "$2" "$3" -W "$4" ;;
        user) _dropexec_offer "$2" "$3" -u ;;
        directory) _dropexec_offer_files "$2" "$3" -d ;;
        file | shell) _dropexec_offer_files "$2" "$3" -f ;;
        catalogue)
            if [[ $3 == *:* ]]; then
                _dropexecctl_releases "${3%%:*}"
                _dropexec_offer "$2${3%%:*}:" "${3#*:}" -W "$choices"
            else
                _dropexecctl_names
                _dropexec_offer "$2" "$3" -W "$choices"
            fi
            ;;
    esac
}

_dropexecctl() {
    local IFS=$' \t\n' words at offset last i word path='' takes rules_out choices subcommands options argument
    local ended='' gone='' given=()
    COMPREPLY=()
    _dropexec_split
    word=${words[last]}
    _dropexecctl_path ''
    for ((i = 1; i < last; i++)); do
        if [[ ${words[i]} == -- && ! $ended ]]; then
            ended=yes
        elif [[ ${words[i]} == -?* && ! $ended ]]; then
            if ! _dropexecctl_option "$path ${words[i]%%=*}"; then
                # What is none of its own options is one of the launcher's.
                [[ $argument != launcher ]] || break
                continue
            fi
            gone+=" $rules_out"
            [[ $takes && ${words[i]} != --*=* ]] || continue
            if ((++i == last)); then
                _dropexecctl_value "$takes" '' "$word" "$choices"
                return
            fi
        elif [[ " $subcommands " == *" ${words[i]} "* ]]; then
            path+=${path:+ }${words[i]} gone=''
            _dropexecctl_path "$path"
        else
            given+=("$i")
            case $argument in launcher | command) break ;; esac
        fi
    done
    if [[ $argument == launcher ]]; then
        if ((i == last)) && [[ $word == -* && $word != *=* ]]; then
            _dropexec_options
            _dropexec_offer_options "$gone" "$options $choices"
        else
            _dropexec_launch "$i"
        fi
    elif [[ $argument == command && ($ended || ${#given[@]} -gt 0) ]]; then
        _dropexec_command "${given[0]:-$last}"
    elif [[ $word == --*=* && ! $ended ]]; then
        if _dropexecctl_option "$path ${word%%=*}"; then
            _dropexecctl_value "$takes" "${word%%=*}=" "${word#*=}" "$choices"
        fi
    elif [[ $word == -* && ! $ended ]]; then
        _dropexec_offer_options "$gone" "$options"
    elif [[ $subcommands ]]; then
        _dropexec_offer '' "$word" -W "$subcommands"
    elif [[ $argument && ${#given[@]} -eq 0 ]]; then
        _dropexecctl_value "$argument" '' "$word" ''
    fi
}

complete -F _dropexecctl dropexecctl
