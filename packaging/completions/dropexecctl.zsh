#compdef dropexecctl
# Completion of dropexecctl(1) for zsh 5.0.6 and later. Needs the one of dropexec(1); both lie in a directory of $fpath.

# generated: commands
_dropexecctl_path() {
  specs=() own=() subcommands=() argument=
  case $1 in
    '')
      specs=(
        '(- : *)--version[Show the version and exit]'
        '(- : *)-h[Show this message and exit]'
        '(- : *)--help[Show this message and exit]'
      )
      subcommands=(
        'compat:Tell what each distribution'\''s su does to a service on stop'
        'doctor:Examine this host before it is handed over: each check passes, warns or fails, and says what to do'
        'explain:Print what dropexec would do with these words, without doing it'
        'lint:Find service definitions in which su, sudo or runuser stands between the supervisor and the service'
        'man:Show a manual page, without man(1): a name such as dropexec, lint, watch or compat'
        'schema:Print a JSON Schema (2020-12)'
        'translate:Translate a line of su, sudo, runuser, gosu or the like for dropexec'
        'watch:Tell who sends a signal to a process, and who ended it'
      )
      ;;
    'compat')
      specs=(
        '(- : *)-h[Show this message and exit]'
        '(- : *)--help[Show this message and exit]'
      )
      subcommands=(
        'compare:Hold a recording against the catalogue: agree, disagree or inconclusive, claim by claim'
        'here:Show what this machine'\''s su does'
        'list:List the implementations and distributions that are known'
        'probe:Run a real su over a target that watches itself, stop it, and see what happens'
        'report:Print the whole catalogue as one self-contained page'
        'show:Show an implementation, a command, a distribution, a release of one, or a recording'
      )
      ;;
    'compat compare')
      specs=(
        '--json[Print JSON]'
        '(- : *)-h[Show this message and exit]'
        '(- : *)--help[Show this message and exit]'
        '1:file:_files'
      )
      argument='file'
      own=(--json -h --help)
      ;;
    'compat here')
      specs=(
        '--full[Every claim with its source, not just a summary]'
        '--json[Print JSON]'
        '(- : *)-h[Show this message and exit]'
        '(- : *)--help[Show this message and exit]'
      )
      ;;
    'compat list')
      specs=(
        '--json[Print JSON]'
        '(- : *)-h[Show this message and exit]'
        '(- : *)--help[Show this message and exit]'
      )
      ;;
    'compat probe')
      specs=(
        '*--tool=[A tool that is installed here, or all of them; repeatable]:words:(busybox-su chpst chroot doas dropexec gosu runuser s6-setuidgid setpriv setuidgid start-stop-daemon su su-exec su-rs sudo sudo-rs toybox-su all)'
        '*--scenario=[What the target does and what is sent; repeatable]:words:(prompt seven dies second slow stubborn group twice tree pid1 tty HUP INT QUIT USR1 USR2 ALRM TSTP kill race all)'
        '--user=[The user to become]:user:_users'
        '--shell=[The shell for tools that need one, an absolute path]:shell:_files -g '\''*(-*)'\'''
        '--form=[How the shell is given the command: exec CMD, CMD, or CMD >FILE]:words:(exec plain redirect)'
        '--attempts=[Starts in the scenario race]:anything: '
        '--json[Print one array of recordings, each as it is made, and nothing else on stdout]'
        '--record=[Write each recording to a new file of its own in DIR]:directory:_directories'
        '--svg=[Write each timeline as SVG to a new file in DIR]:directory:_directories'
        '--check[Compare with the catalogue'\''s claims for this implementation and release]'
        '(- : *)-h[Show this message and exit]'
        '(- : *)--help[Show this message and exit]'
      )
      argument='command'
      own=(--tool --scenario --user --shell --form --attempts --json --record --svg --check -h --help)
      ;;
    'compat report')
      specs=(
        '--format=[Of the page]:words:(html md)'
        '--recordings=[Draw the timelines of the recordings in this directory]:directory:_directories'
        '(- : *)-h[Show this message and exit]'
        '(- : *)--help[Show this message and exit]'
      )
      ;;
    'compat show')
      specs=(
        '--full[Every claim with its source, not just a summary]'
        '--json[Print JSON]'
        '(- : *)-h[Show this message and exit]'
        '(- : *)--help[Show this message and exit]'
        '1:catalogue:_dropexecctl_catalogue'
      )
      argument='catalogue'
      own=(--full --json -h --help)
      ;;
    'doctor')
      specs=(
        '--json[Print one JSON object]'
        '*--check=[Make this check alone; repeatable]:words:(su services-under-su unit-main-pid pid-files definitions launcher container who-killed)'
        '--list[List the checks, each with the fault that it finds]'
        '--root=[Examine another root directory, as files alone]:directory:_directories'
        '--probe[Run su over a witness, and compare it with the catalogue (root)]'
        '--candidate=[Judge this launcher in the place of the one on PATH; without --check, nothing else]:file:_files'
        '(- : *)-h[Show this message and exit]'
        '(- : *)--help[Show this message and exit]'
      )
      ;;
    'explain')
      specs=(
        '--json[Print one JSON object instead of a page]'
        '--notes[Add what su does that needs nothing done]'
        '(- : *)-h[Show this message and exit]'
        '(- : *)--help[Show this message and exit]'
      )
      argument='launcher'
      own=(--json --notes -h --help)
      ;;
    'lint')
      specs=(
        '--fix[Apply the safe fixes]'
        '--diff[Print what --fix would do, and change nothing]'
        '--unsafe-fixes[With --fix or --diff: those too that change something]'
        '--root=[Lint another root or an image'\''s archive, its accounts too]:file:_files'
        '--distro=[The distribution that the files are for]:catalogue:_dropexecctl_catalogue'
        '--launcher=[dropexec'\''s path in replacements]:file:_files'
        '--assume-shell=[The login shell of accounts that are not known]:shell:_files -g '\''*(-*)'\'''
        '--format=[Of the report]:words:(text json sarif github)'
        '*--select=[Only these rules]:anything: '
        '*--extend-select=[These rules besides]:anything: '
        '*--ignore=[Not these rules]:anything: '
        '--min-severity=[Report nothing below]:words:(error warning note)'
        '--exit-zero[End with status 0 in spite of findings]'
        '--no-ignores[Disobey the comments that ignore findings]'
        '--stdin-filename=[The file that standard input (-) is]:anything: '
        '--explain=[Print a rule'\''s page]:anything: '
        '--list-rules[List the rules; those marked - are off by default]'
        '(- : *)-h[Show this message and exit]'
        '(- : *)--help[Show this message and exit]'
        '*:file:_files'
      )
      argument='file'
      own=(--fix --diff --unsafe-fixes --root --distro --launcher --assume-shell --format --select --extend-select --ignore --min-severity --exit-zero --no-ignores --stdin-filename --explain --list-rules -h --help)
      ;;
    'man')
      specs=(
        '(- : *)-h[Show this message and exit]'
        '(- : *)--help[Show this message and exit]'
        '1:anything: '
      )
      argument='anything'
      own=(-h --help)
      ;;
    'schema')
      specs=(
        '(- : *)-h[Show this message and exit]'
        '(- : *)--help[Show this message and exit]'
        '1:words:(catalogue compare doctor end explain fleet lint list recording show signal translate)'
      )
      argument='words'
      own=(-h --help)
      ;;
    'translate')
      specs=(
        '--distro=[The distribution whose su, runuser and sudo are meant]:catalogue:_dropexecctl_catalogue'
        '--root=[Take the tools, accounts and limits of this root directory, not this machine'\''s]:directory:_directories'
        '--assume-shell=[The login shell of accounts that are not known]:shell:_files -g '\''*(-*)'\'''
        '--launcher=[The launcher in the new line]:file:_files'
        '--json[Print one JSON object]'
        '(- : *)-h[Show this message and exit]'
        '(- : *)--help[Show this message and exit]'
      )
      argument='command'
      own=(--distro --root --assume-shell --launcher --json -h --help)
      ;;
    'watch')
      specs=(
        '--unit=[Watch a unit'\''s processes, across restarts]:anything: '
        '--name=[Watch the processes that are called exactly so now]:anything: '
        '--all[Watch every process]'
        '*--signal=[Only this signal; repeatable]:signal: _dropexec_value signal'
        '--for=[Stop after 10s, 5m or 2h]:anything: '
        '--engine=[How signals are seen]:words:(auto bpf tracefs)'
        '--json[Print a line of JSON for each signal and end]'
        '--syslog[Write to the system'\''s log too, without command lines]'
        '--argv[With --syslog or --journal: command lines there too]'
        '--arm[Have the kernel record signals while nothing runs]'
        '--records=[With --arm: keep the last N signals]:anything: '
        '--status[Print whether signals are recorded, and how many are]'
        '--disarm[Record no more, and forget what was recorded]'
        '--last[Print what was recorded of PID, NAME or UNIT, newest first]'
        '--since=[With --last: from then on; 2h, or a date]:anything: '
        '--journal[Copy what is recorded, and what comes, to the journal]'
        '(- : *)-h[Show this message and exit]'
        '(- : *)--help[Show this message and exit]'
        '*:anything: '
      )
      argument='anything'
      own=(--unit --name --all --signal --for --engine --json --syslog --argv --arm --records --status --disarm --last --since --journal -h --help)
      ;;
  esac
}
# end of commands

# generated: names
_dropexecctl_names() {
  described=(
    'busybox-su:su of busybox'
    'coreutils-su:su of GNU coreutils'
    'shadow-su:su of shadow'
    'sudo-rs-su:su of sudo-rs'
    'toybox-su:su of toybox'
    'util-linux-runuser:runuser of util-linux'
    'util-linux-su-pty:su --pty of util-linux'
    'util-linux-su:su of util-linux'
    'doas:doas'
    'pkexec:pkexec of polkit'
    'sudo-rs:sudo of sudo-rs'
    'sudo:sudo'
    'capsh:capsh of libcap'
    'chpst:chpst of runit'
    'chroot:chroot --userspec of GNU coreutils'
    'daemon:daemon --foreground of libslack'
    'dropexec:dropexec'
    'gosu:gosu'
    's6-setuidgid:s6-setuidgid'
    'setpriv:setpriv of util-linux'
    'setuidgid:setuidgid of daemontools'
    'start-stop-daemon:start-stop-daemon'
    'su-exec:su-exec'
    'systemd-run-scope:systemd-run --scope'
    'systemd-run-wait:systemd-run --wait, --pipe'
    'unshare:unshare --setuid of util-linux'
    'bwrap:bwrap --unshare-pid of bubblewrap'
    'catatonit:catatonit'
    'dumb-init:dumb-init'
    'flock:flock of util-linux'
    'script:script --command of util-linux'
    'setsid:setsid --wait of util-linux'
    'sg:sg of shadow'
    'timeout-kill:timeout --kill-after of coreutils'
    'timeout:timeout of coreutils'
    'tini:tini'
    'unshare-pid-kill:unshare --pid --fork --kill-child of util-linux'
    'unshare-pid:unshare --pid --fork of util-linux'
    'rhel-daemon:daemon --user of Red Hat'\''s init functions'
    'runsv:runsv of runit'
    'supervisord:user= of supervisord'
    'systemd-user:systemd User='
    'upstart-setuid:Upstart setuid'
    'debian:Debian'
    'ubuntu:Ubuntu'
    'rhel:Red Hat Enterprise Linux'
    'centos:CentOS and CentOS Stream'
    'almalinux:AlmaLinux'
    'rocky:Rocky Linux'
    'ol:Oracle Linux'
    'amzn:Amazon Linux'
    'fedora:Fedora'
    'opensuse:openSUSE (before Leap)'
    'opensuse-leap:openSUSE Leap'
    'opensuse-tumbleweed:openSUSE Tumbleweed'
    'sles:SUSE Linux Enterprise Server'
    'arch:Arch Linux'
    'gentoo:Gentoo'
    'void:Void Linux'
    'slackware:Slackware'
    'alpine:Alpine Linux'
    'nixos:NixOS'
    'openwrt:OpenWrt'
    'photon:Photon OS'
    'wolfi:Wolfi'
    'azurelinux:Azure Linux'
    'mariner:CBL-Mariner'
    'flatcar:Flatcar Container Linux'
    'chimera:Chimera Linux'
    'clear-linux-os:Clear Linux OS'
    'buildroot:Buildroot'
    'poky:Poky (Yocto Project)'
    'openmandriva:OpenMandriva'
    'pld:PLD Linux'
    'openeuler:openEuler'
  )
}
_dropexecctl_releases() {
  described=()
  case $1 in
    debian) described=(
      '5:shadow-su 4.1.1-6+lenny1'
      'lenny:shadow-su 4.1.1-6+lenny1'
      '6:shadow-su 4.1.4.2+svn3283-2+squeeze1'
      'squeeze:shadow-su 4.1.4.2+svn3283-2+squeeze1'
      '7:shadow-su 4.1.5.1-1+deb7u1'
      'wheezy:shadow-su 4.1.5.1-1+deb7u1'
      '8:shadow-su 4.2-3+deb8u4'
      'jessie:shadow-su 4.2-3+deb8u4'
      '9:shadow-su 4.4-4.1+deb9u1'
      'stretch:shadow-su 4.4-4.1+deb9u1'
      '10:util-linux-su 2.33.1-0.1+deb10u1'
      'buster:util-linux-su 2.33.1-0.1+deb10u1'
      '11:util-linux-su 2.36.1-8+deb11u2'
      'bullseye:util-linux-su 2.36.1-8+deb11u2'
      '12:util-linux-su 2.38.1-5+deb12u3'
      'bookworm:util-linux-su 2.38.1-5+deb12u3'
      '13:util-linux-su 2.41.5-0+deb13u1'
      'trixie:util-linux-su 2.41.5-0+deb13u1'
      '14:util-linux-su 2.42.4-1'
      'forky:util-linux-su 2.42.4-1'
      'sid:util-linux-su 2.42.4-1'
      'unstable:util-linux-su 2.42.4-1'
    ) ;;
    ubuntu) described=(
      '12.04:shadow-su 4.1.4.2+svn3283-3ubuntu5.1'
      'precise:shadow-su 4.1.4.2+svn3283-3ubuntu5.1'
      '14.04:shadow-su 4.1.5.1-1ubuntu9.5'
      'trusty:shadow-su 4.1.5.1-1ubuntu9.5'
      '16.04:shadow-su 4.2-3.1ubuntu5.4'
      'xenial:shadow-su 4.2-3.1ubuntu5.4'
      '16.10:shadow-su 4.2-3.2ubuntu1'
      'yakkety:shadow-su 4.2-3.2ubuntu1'
      '18.04:shadow-su 4.5-1ubuntu2.3'
      'bionic:shadow-su 4.5-1ubuntu2.3'
      '18.10:util-linux-su 2.32'
      'cosmic:util-linux-su 2.32'
      '19.04:util-linux-su 2.33.1-0.1ubuntu2'
      'disco:util-linux-su 2.33.1-0.1ubuntu2'
      '19.10:util-linux-su 2.34'
      'eoan:util-linux-su 2.34'
      '20.04:util-linux-su 2.34-0.1ubuntu9.3'
      'focal:util-linux-su 2.34-0.1ubuntu9.3'
      '20.10:util-linux-su 2.36-3ubuntu1'
      'groovy:util-linux-su 2.36-3ubuntu1'
      '21.04:util-linux-su 2.36.1-7ubuntu2'
      'hirsute:util-linux-su 2.36.1-7ubuntu2'
      '21.10:util-linux-su 2.36.1-8ubuntu2.2'
      'impish:util-linux-su 2.36.1-8ubuntu2.2'
      '22.04:util-linux-su 2.37.2-4ubuntu3'
      'jammy:util-linux-su 2.37.2-4ubuntu3'
      '22.10:util-linux-su 2.38-4ubuntu1'
      'kinetic:util-linux-su 2.38-4ubuntu1'
      '23.04:util-linux-su 2.38.1'
      'lunar:util-linux-su 2.38.1'
      '23.10:util-linux-su 2.39.1'
      'mantic:util-linux-su 2.39.1'
      '24.04:util-linux-su 2.39.3-9ubuntu6.6'
      'noble:util-linux-su 2.39.3-9ubuntu6.6'
      '24.10:util-linux-su 2.40.2'
      'oracular:util-linux-su 2.40.2'
      '25.04:util-linux-su 2.40.2'
      'plucky:util-linux-su 2.40.2'
      '25.10:util-linux-su 2.41'
      'questing:util-linux-su 2.41'
      '26.04:util-linux-su 2.41.3-3ubuntu2'
      'resolute:util-linux-su 2.41.3-3ubuntu2'
    ) ;;
    rhel) described=(
      '5:coreutils-su 5.97-34.el5'
      '6.0:coreutils-su 8.4-9.el6'
      '6:coreutils-su 8.4-47.el6'
      '7:util-linux-su 2.23.2-61.el7_7.1'
      '8:util-linux-su 2.32.1-43.el8'
      '9:util-linux-su 2.37.4-15.el9'
      '10:util-linux-su 2.40.2-18.el10'
    ) ;;
    centos) described=(
      '5:coreutils-su 5.97-34.el5'
      '6.0:coreutils-su 8.4-9.el6'
      '6:coreutils-su 8.4-47.el6'
      '7:util-linux-su 2.23.2-61.el7_7.1'
      '8:util-linux-su 2.32.1-43.el8'
      '9:util-linux-su 2.37.4-15.el9'
      '10:util-linux-su 2.40.2-18.el10'
    ) ;;
    almalinux) described=(
      '8:util-linux-su 2.32.1-48.el8_10'
      '9:util-linux-su 2.37.4-25.el9'
      '10:util-linux-su 2.40.2-18.el10'
    ) ;;
    rocky) described=(
      '8:util-linux-su 2.32.1-46.el8'
      '9:util-linux-su 2.37.4-21.el9'
      '10:util-linux-su 2.40.2-18.el10'
    ) ;;
    ol) described=(
      '5:coreutils-su 5.97-34.el5'
      '6:coreutils-su 8.4-47.el6'
      '7:util-linux-su 2.23.2-65.0.3.el7_9.1'
      '8:util-linux-su 2.32.1-48.0.2.el8_10'
      '9:util-linux-su 2.37.4-25.0.1.el9'
      '10:util-linux-su 2.40.2-18.0.1.el10'
    ) ;;
    amzn) described=(
      '2018.03:util-linux-su 2.23.2-63.36.amzn1'
      '2:util-linux-su 2.30.2-2.amzn2.0.11'
      '2023:util-linux-su 2.37.4-1.amzn2023.0.5'
    ) ;;
    fedora) described=(
      '12:coreutils-su 7.6'
      '13:coreutils-su 8.4-8.fc13'
      '14:coreutils-su 8.5'
      '15:coreutils-su 8.10'
      '16:coreutils-su 8.12'
      '17:coreutils-su 8.15'
      '18:util-linux-su 2.22.2'
      '19:util-linux-su 2.23.2'
      '20:util-linux-su 2.24.1'
      '21:util-linux-su 2.25.2'
      '22:util-linux-su 2.26.2'
      '23:util-linux-su 2.27.1'
      '24:util-linux-su 2.28'
      '25:util-linux-su 2.28.2'
      '26:util-linux-su 2.30'
      '27:util-linux-su 2.30.2'
      '28:util-linux-su 2.32'
      '29:util-linux-su 2.32.1'
      '30:util-linux-su 2.33.2-2.fc30'
      '31:util-linux-su 2.34-4.fc31'
      '32:util-linux-su 2.35.2-1.fc32'
      '33:util-linux-su 2.36.1-1.fc33'
      '34:util-linux-su 2.36.2-1.fc34'
      '35:util-linux-su 2.37.4-1.fc35'
      '36:util-linux-su 2.38-1.fc36'
      '37:util-linux-su 2.38.1-1.fc37'
      '38:util-linux-su 2.38.1-4.fc38'
      '39:util-linux-su 2.39.4-1.fc39'
      '40:util-linux-su 2.40.2-1.fc40'
      '41:util-linux-su 2.40.2-4.fc41'
      '42:util-linux-su 2.40.4-7.fc42'
      '43:util-linux-su 2.41.3-7.fc43'
      '44:util-linux-su 2.41.4-7.fc44'
      '45:util-linux-su 2.42.2'
    ) ;;
    opensuse) described=(
      '11.1:coreutils-su 6.12'
      '11.4:coreutils-su 8.9'
      '12.1:coreutils-su 8.14'
      '12.2:coreutils-su 8.16'
      '12.3:coreutils-su 8.17'
      '13.1:util-linux-su 2.23.2-34.1'
      '13.2:util-linux-su 2.25.1-20.1'
    ) ;;
    opensuse-leap) described=(
      '42.3:util-linux-su 2.29.2-8.1'
      '15.0:util-linux-su 2.31.1-lp150.7.10.2'
      '15.1:util-linux-su 2.33.1-lp151.3.3.2'
      '15.2:util-linux-su 2.33.1'
      '15.3:util-linux-su 2.36.2-150300.4.14.3'
      '15.4:util-linux-su 2.37.2-150400.8.29.1'
      '15.5:util-linux-su 2.37.4-150500.9.6.1'
      '15.6:util-linux-su 2.39.3-150600.4.15.1'
      '16.0:util-linux-su 2.40.4'
    ) ;;
    opensuse-tumbleweed) described=(
      'rolling:util-linux-su 2.42.4'
    ) ;;
    sles) described=(
      '11:coreutils-su 8.12-6.19.1'
      '12:util-linux-su 2.25-24.10.1'
      '12.5:util-linux-su 2.33.2-4.36.1'
      '15:util-linux-su 2.31.1-9.8.1'
      '15.1:util-linux-su 2.33.1'
      '15.2:util-linux-su 2.33.2'
      '15.3:util-linux-su 2.36.2-150300.4.41.1'
      '15.4:util-linux-su 2.37.2-150400.8.29.1'
      '15.5:util-linux-su 2.37.4-150500.9.6.1'
      '15.6:util-linux-su 2.39.3-150600.4.15.1'
      '15.7:util-linux-su 2.40.4'
      '16.0:util-linux-su 2.40.4'
    ) ;;
    arch) described=(
      'rolling:util-linux-su 2.42'
    ) ;;
    gentoo) described=(
      'rolling:util-linux-su 2.41.3'
    ) ;;
    void) described=(
      'rolling:util-linux-su 2.38.1'
    ) ;;
    slackware) described=(
      '13.37:shadow-su 4.1.4.2'
      '14.0:shadow-su 4.1.4.3'
      '14.1:shadow-su 4.1.5.1'
      '14.2:shadow-su 4.2.1'
      '15.0:shadow-su 4.8.1'
      'current:shadow-su 4.15.1'
    ) ;;
    alpine) described=(
      '3.12:busybox-su 1.31.1-r22'
      '3.13:busybox-su 1.32.1-r9'
      '3.14:busybox-su 1.33.1-r8'
      '3.15:busybox-su 1.34.1-r7'
      '3.16:busybox-su 1.35.0-r17'
      '3.17:busybox-su 1.35.0-r31'
      '3.18:busybox-su 1.36.1-r7'
      '3.19:busybox-su 1.36.1-r19'
      '3.20:busybox-su 1.36.1-r29'
      '3.21:busybox-su 1.37.0-r14'
      '3.22:busybox-su 1.37.0-r20'
      '3.23:busybox-su 1.37.0-r30'
      '3.24:busybox-su 1.37.0-r31'
      'edge:busybox-su 1.37.0'
    ) ;;
    nixos) described=(
      '18.09:shadow-su 4.6'
      '24.05:shadow-su 4.14.6'
      '24.11:shadow-su 4.16.0'
      '25.05:shadow-su 4.17.4'
      'unstable:shadow-su 4.19.3'
    ) ;;
    openwrt) described=(
      '21.02:shadow-su 4.8.1-3'
      '22.03:shadow-su 4.8.1-3'
      '23.05:shadow-su 4.8.1-3'
      '24.10:shadow-su 4.8.1-3'
      '25.12:shadow-su 4.19.4-2'
    ) ;;
    photon) described=(
      '3.0:shadow-su 4.6-8.ph3'
      '4.0:shadow-su 4.13-3.ph4'
      '5.0:shadow-su 4.13-9.ph5'
    ) ;;
    wolfi) described=(
      'rolling:util-linux-su 2.42.2'
    ) ;;
    azurelinux) described=(
      '3.0:util-linux-su 2.40.2-4.azl3'
    ) ;;
    mariner) described=(
      '1.0:shadow-su 4.9-8.cm1'
      '2.0:util-linux-su 2.37.4-10.cm2'
    ) ;;
    flatcar) described=(
      'rolling:shadow-su 4.19.4'
    ) ;;
    chimera) described=(
      'rolling:shadow-su 4.17.2'
    ) ;;
    clear-linux-os) described=(
      'rolling:util-linux-su 2.40.4'
    ) ;;
    buildroot) described=(
      '2019.02:busybox-su 1.29.3'
      '2020.02:busybox-su 1.31.1'
      '2021.02:busybox-su 1.33.0'
      '2022.02:busybox-su 1.35.0'
      '2023.02:busybox-su 1.36.0'
      '2024.02:busybox-su 1.36.1'
      '2025.02:busybox-su 1.37.0'
      '2026.02:busybox-su 1.37.0'
    ) ;;
    poky) described=(
      '4.0:busybox-su 1.35.0'
      'kirkstone:busybox-su 1.35.0'
      '5.0:busybox-su 1.36.1'
      'scarthgap:busybox-su 1.36.1'
      '6.0:busybox-su 1.37.0'
      'wrynose:busybox-su 1.37.0'
    ) ;;
    openmandriva) described=(
      '4.2:util-linux-su 2.36.2'
      '4.3:util-linux-su 2.37.3'
      '5.0:util-linux-su 2.39.2'
      '6.0:util-linux-su 2.39.4'
      'cooker:util-linux-su 2.42.2'
    ) ;;
    pld) described=(
      'rolling:util-linux-su 2.42.2'
    ) ;;
    openeuler) described=(
      '20.03:util-linux-su 2.35.2-8'
      '21.09:util-linux-su 2.36.1-5'
    ) ;;
  esac
}
# end of names

_dropexecctl_catalogue() {
  local -a described
  if compset -P '*:'; then
    _dropexecctl_releases ${IPREFIX%:}
    _describe -t releases release described
  else
    _dropexecctl_names
    _describe -t names name described
  fi
}

# Complete the launcher's words behind the $1 words of this command.
_dropexecctl_launcher() {
  words=(dropexec "${(@)words[$1 + 1,-1]}")
  (( CURRENT -= $1 - 1 ))
  _dropexec
}

# Complete what follows the path of subcommands $1.
_dropexecctl_at() {
  local context curcontext=$curcontext state state_descr argument
  local -a line specs subcommands own
  local -A opt_args
  local -i i=2 ret=1
  _dropexecctl_path $1
  case $argument in
    launcher)
      while (( i < CURRENT )) && [[ -n ${own[(re)$words[i]]} ]]; do
        (( i++ ))
      done
      (( i < CURRENT )) || _arguments -S : $specs && ret=0
      _dropexecctl_launcher $(( i - 1 )) && ret=0
      return ret
      ;;
    command)
      i=${words[(i)--]}
      if (( i < CURRENT )); then
        words=("${(@)words[i + 1,-1]}")
        (( CURRENT -= i ))
        if (( CURRENT == 1 )); then
          _command_names -e && ret=0
        else
          _normal && ret=0
        fi
      else
        _arguments -S : $specs && ret=0
      fi
      ;;
    *)
      if (( ! $#subcommands )); then
        _arguments -S : $specs && ret=0
        return ret
      fi
      _arguments -C -S : $specs '1:command:->command' '*::argument:->below' && ret=0
      case $state in
        command) _describe -t commands command subcommands && ret=0 ;;
        below)
          curcontext=${curcontext%:*}-$words[1]:
          _dropexecctl_at "${1:+$1 }$words[1]" && ret=0
          ;;
      esac
      ;;
  esac
  return ret
}

_dropexecctl() {
  _dropexecctl_at ''
}

if [[ $funcstack[1] == _dropexecctl ]]; then
  _dropexecctl "$@"
else
  # Read by `source`, to try it.
  compdef _dropexecctl dropexecctl
fi
