# Completion of dropexecctl(1) for fish 3.1 and later. What the launcher takes, its own completion says.

# Print, for the words before the cursor, the path of subcommands, the number of words before another command line that
# begins here (0: none does), the number of arguments and the options used. Of the option whose value is being typed
# nothing is said.
function __dropexecctl_place
    set -l words (commandline -opc)
    set -l path
    set -l used
    set -l start 0
    set -l given 0
    set -l i 2
    while set -q words[$i]
        set -l word $words[$i]
        set -l name (string replace -r '=.*' '' -- $word)
        if string match -qr '^-.' -- $word; and __dropexecctl_is_option "$path $name"
            if test $name = $word; and __dropexecctl_takes_value "$path $name"
                set i (math $i + 1)
                set -q words[$i]; or break
            end
            set -a used $name
        else if __dropexecctl_is_path (string join ' ' -- $path $word)
            set -a path $word
            set used
        else if __dropexecctl_delegates "$path"
            set start (math $i - 1)
            break
        else
            set given (math $given + 1)
        end
        set i (math $i + 1)
    end
    printf '%s\n' "$path" $start $given $used
end

# Whether options, subcommands and arguments of this path stand here.
function __dropexecctl_at
    set -l place (__dropexecctl_place)
    test "$place[1]" = "$argv[1]" -a $place[2] = 0
end

# The same, and none of the options in the further words has been used.
function __dropexecctl_offers
    set -l place (__dropexecctl_place)
    test "$place[1]" = "$argv[1]" -a $place[2] = 0; or return
    for name in $argv[2..-1]
        contains -- $name $place[4..-1]; and return 1
    end
    return 0
end

# Whether the first argument of this path stands here.
function __dropexecctl_first
    set -l place (__dropexecctl_place)
    test "$place[1]" = "$argv[1]" -a $place[2] = 0 -a $place[3] = 0
end

# Whether the words of another command line stand here, which may begin with this word.
function __dropexecctl_launcher
    set -l place (__dropexecctl_place)
    test "$place[1]" = "$argv[1]"
end

# The same for one that begins after -- or with a word before this one.
function __dropexecctl_command
    set -l place (__dropexecctl_place)
    test "$place[1]" = "$argv[1]" -a $place[2] != 0
end

# Complete that other command line: the launcher's words, or (`command`) those after a user.
function __dropexecctl_delegate
    set -l words (commandline -opc)
    set -l place (__dropexecctl_place)
    test $place[2] != 0; and set -e words[1..$place[2]]; or set words
    test $argv[1] = command; and set -p words root
    complete -C (string join ' ' -- dropexec (string escape -- $words) (commandline -ct))
end

function __dropexecctl_catalogue
    set -l value (commandline -ct)
    if string match -q '*:*' -- $value
        set -l name (string replace -r ':.*' '' -- $value)
        set -l releases (__dropexecctl_releases $name)
        printf '%s\n' $name:$releases
    else
        __dropexecctl_names
    end
end

# generated: names
function __dropexecctl_names
    printf '%s\t%s\n' \
        'busybox-su' 'su of busybox' \
        'coreutils-su' 'su of GNU coreutils' \
        'shadow-su' 'su of shadow' \
        'sudo-rs-su' 'su of sudo-rs' \
        'toybox-su' 'su of toybox' \
        'util-linux-runuser' 'runuser of util-linux' \
        'util-linux-su-pty' 'su --pty of util-linux' \
        'util-linux-su' 'su of util-linux' \
        'doas' 'doas' \
        'pkexec' 'pkexec of polkit' \
        'sudo-rs' 'sudo of sudo-rs' \
        'sudo' 'sudo' \
        'capsh' 'capsh of libcap' \
        'chpst' 'chpst of runit' \
        'chroot' 'chroot --userspec of GNU coreutils' \
        'daemon' 'daemon --foreground of libslack' \
        'dropexec' 'dropexec' \
        'gosu' 'gosu' \
        's6-setuidgid' 's6-setuidgid' \
        'setpriv' 'setpriv of util-linux' \
        'setuidgid' 'setuidgid of daemontools' \
        'start-stop-daemon' 'start-stop-daemon' \
        'su-exec' 'su-exec' \
        'systemd-run-scope' 'systemd-run --scope' \
        'systemd-run-wait' 'systemd-run --wait, --pipe' \
        'unshare' 'unshare --setuid of util-linux' \
        'bwrap' 'bwrap --unshare-pid of bubblewrap' \
        'catatonit' 'catatonit' \
        'dumb-init' 'dumb-init' \
        'flock' 'flock of util-linux' \
        'script' 'script --command of util-linux' \
        'setsid' 'setsid --wait of util-linux' \
        'sg' 'sg of shadow' \
        'timeout-kill' 'timeout --kill-after of coreutils' \
        'timeout' 'timeout of coreutils' \
        'tini' 'tini' \
        'unshare-pid-kill' 'unshare --pid --fork --kill-child of util-linux' \
        'unshare-pid' 'unshare --pid --fork of util-linux' \
        'rhel-daemon' 'daemon --user of Red Hat\'s init functions' \
        'runsv' 'runsv of runit' \
        'supervisord' 'user= of supervisord' \
        'systemd-user' 'systemd User=' \
        'upstart-setuid' 'Upstart setuid' \
        'debian' 'Debian' \
        'ubuntu' 'Ubuntu' \
        'rhel' 'Red Hat Enterprise Linux' \
        'centos' 'CentOS and CentOS Stream' \
        'almalinux' 'AlmaLinux' \
        'rocky' 'Rocky Linux' \
        'ol' 'Oracle Linux' \
        'amzn' 'Amazon Linux' \
        'fedora' 'Fedora' \
        'opensuse' 'openSUSE (before Leap)' \
        'opensuse-leap' 'openSUSE Leap' \
        'opensuse-tumbleweed' 'openSUSE Tumbleweed' \
        'sles' 'SUSE Linux Enterprise Server' \
        'arch' 'Arch Linux' \
        'gentoo' 'Gentoo' \
        'void' 'Void Linux' \
        'slackware' 'Slackware' \
        'alpine' 'Alpine Linux' \
        'nixos' 'NixOS' \
        'openwrt' 'OpenWrt' \
        'photon' 'Photon OS' \
        'wolfi' 'Wolfi' \
        'azurelinux' 'Azure Linux' \
        'mariner' 'CBL-Mariner' \
        'flatcar' 'Flatcar Container Linux' \
        'chimera' 'Chimera Linux' \
        'clear-linux-os' 'Clear Linux OS' \
        'buildroot' 'Buildroot' \
        'poky' 'Poky (Yocto Project)' \
        'openmandriva' 'OpenMandriva' \
        'pld' 'PLD Linux' \
        'openeuler' 'openEuler'
end
function __dropexecctl_releases
    switch $argv[1]
        case debian
            printf '%s\t%s\n' \
                '5' 'shadow-su 4.1.1-6+lenny1' \
                'lenny' 'shadow-su 4.1.1-6+lenny1' \
                '6' 'shadow-su 4.1.4.2+svn3283-2+squeeze1' \
                'squeeze' 'shadow-su 4.1.4.2+svn3283-2+squeeze1' \
                '7' 'shadow-su 4.1.5.1-1+deb7u1' \
                'wheezy' 'shadow-su 4.1.5.1-1+deb7u1' \
                '8' 'shadow-su 4.2-3+deb8u4' \
                'jessie' 'shadow-su 4.2-3+deb8u4' \
                '9' 'shadow-su 4.4-4.1+deb9u1' \
                'stretch' 'shadow-su 4.4-4.1+deb9u1' \
                '10' 'util-linux-su 2.33.1-0.1+deb10u1' \
                'buster' 'util-linux-su 2.33.1-0.1+deb10u1' \
                '11' 'util-linux-su 2.36.1-8+deb11u2' \
                'bullseye' 'util-linux-su 2.36.1-8+deb11u2' \
                '12' 'util-linux-su 2.38.1-5+deb12u3' \
                'bookworm' 'util-linux-su 2.38.1-5+deb12u3' \
                '13' 'util-linux-su 2.41.5-0+deb13u1' \
                'trixie' 'util-linux-su 2.41.5-0+deb13u1' \
                '14' 'util-linux-su 2.42.4-1' \
                'forky' 'util-linux-su 2.42.4-1' \
                'sid' 'util-linux-su 2.42.4-1' \
                'unstable' 'util-linux-su 2.42.4-1'
        case ubuntu
            printf '%s\t%s\n' \
                '12.04' 'shadow-su 4.1.4.2+svn3283-3ubuntu5.1' \
                'precise' 'shadow-su 4.1.4.2+svn3283-3ubuntu5.1' \
                '14.04' 'shadow-su 4.1.5.1-1ubuntu9.5' \
                'trusty' 'shadow-su 4.1.5.1-1ubuntu9.5' \
                '16.04' 'shadow-su 4.2-3.1ubuntu5.4' \
                'xenial' 'shadow-su 4.2-3.1ubuntu5.4' \
                '16.10' 'shadow-su 4.2-3.2ubuntu1' \
                'yakkety' 'shadow-su 4.2-3.2ubuntu1' \
                '18.04' 'shadow-su 4.5-1ubuntu2.3' \
                'bionic' 'shadow-su 4.5-1ubuntu2.3' \
                '18.10' 'util-linux-su 2.32' \
                'cosmic' 'util-linux-su 2.32' \
                '19.04' 'util-linux-su 2.33.1-0.1ubuntu2' \
                'disco' 'util-linux-su 2.33.1-0.1ubuntu2' \
                '19.10' 'util-linux-su 2.34' \
                'eoan' 'util-linux-su 2.34' \
                '20.04' 'util-linux-su 2.34-0.1ubuntu9.3' \
                'focal' 'util-linux-su 2.34-0.1ubuntu9.3' \
                '20.10' 'util-linux-su 2.36-3ubuntu1' \
                'groovy' 'util-linux-su 2.36-3ubuntu1' \
                '21.04' 'util-linux-su 2.36.1-7ubuntu2' \
                'hirsute' 'util-linux-su 2.36.1-7ubuntu2' \
                '21.10' 'util-linux-su 2.36.1-8ubuntu2.2' \
                'impish' 'util-linux-su 2.36.1-8ubuntu2.2' \
                '22.04' 'util-linux-su 2.37.2-4ubuntu3' \
                'jammy' 'util-linux-su 2.37.2-4ubuntu3' \
                '22.10' 'util-linux-su 2.38-4ubuntu1' \
                'kinetic' 'util-linux-su 2.38-4ubuntu1' \
                '23.04' 'util-linux-su 2.38.1' \
                'lunar' 'util-linux-su 2.38.1' \
                '23.10' 'util-linux-su 2.39.1' \
                'mantic' 'util-linux-su 2.39.1' \
                '24.04' 'util-linux-su 2.39.3-9ubuntu6.6' \
                'noble' 'util-linux-su 2.39.3-9ubuntu6.6' \
                '24.10' 'util-linux-su 2.40.2' \
                'oracular' 'util-linux-su 2.40.2' \
                '25.04' 'util-linux-su 2.40.2' \
                'plucky' 'util-linux-su 2.40.2' \
                '25.10' 'util-linux-su 2.41' \
                'questing' 'util-linux-su 2.41' \
                '26.04' 'util-linux-su 2.41.3-3ubuntu2' \
                'resolute' 'util-linux-su 2.41.3-3ubuntu2'
        case rhel
            printf '%s\t%s\n' \
                '5' 'coreutils-su 5.97-34.el5' \
                '6.0' 'coreutils-su 8.4-9.el6' \
                '6' 'coreutils-su 8.4-47.el6' \
                '7' 'util-linux-su 2.23.2-61.el7_7.1' \
                '8' 'util-linux-su 2.32.1-43.el8' \
                '9' 'util-linux-su 2.37.4-15.el9' \
                '10' 'util-linux-su 2.40.2-18.el10'
        case centos
            printf '%s\t%s\n' \
                '5' 'coreutils-su 5.97-34.el5' \
                '6.0' 'coreutils-su 8.4-9.el6' \
                '6' 'coreutils-su 8.4-47.el6' \
                '7' 'util-linux-su 2.23.2-61.el7_7.1' \
                '8' 'util-linux-su 2.32.1-43.el8' \
                '9' 'util-linux-su 2.37.4-15.el9' \
                '10' 'util-linux-su 2.40.2-18.el10'
        case almalinux
            printf '%s\t%s\n' \
                '8' 'util-linux-su 2.32.1-48.el8_10' \
                '9' 'util-linux-su 2.37.4-25.el9' \
                '10' 'util-linux-su 2.40.2-18.el10'
        case rocky
            printf '%s\t%s\n' \
                '8' 'util-linux-su 2.32.1-46.el8' \
                '9' 'util-linux-su 2.37.4-21.el9' \
                '10' 'util-linux-su 2.40.2-18.el10'
        case ol
            printf '%s\t%s\n' \
                '5' 'coreutils-su 5.97-34.el5' \
                '6' 'coreutils-su 8.4-47.el6' \
                '7' 'util-linux-su 2.23.2-65.0.3.el7_9.1' \
                '8' 'util-linux-su 2.32.1-48.0.2.el8_10' \
                '9' 'util-linux-su 2.37.4-25.0.1.el9' \
                '10' 'util-linux-su 2.40.2-18.0.1.el10'
        case amzn
            printf '%s\t%s\n' \
                '2018.03' 'util-linux-su 2.23.2-63.36.amzn1' \
                '2' 'util-linux-su 2.30.2-2.amzn2.0.11' \
                '2023' 'util-linux-su 2.37.4-1.amzn2023.0.5'
        case fedora
            printf '%s\t%s\n' \
                '12' 'coreutils-su 7.6' \
                '13' 'coreutils-su 8.4-8.fc13' \
                '14' 'coreutils-su 8.5' \
                '15' 'coreutils-su 8.10' \
                '16' 'coreutils-su 8.12' \
                '17' 'coreutils-su 8.15' \
                '18' 'util-linux-su 2.22.2' \
                '19' 'util-linux-su 2.23.2' \
                '20' 'util-linux-su 2.24.1' \
                '21' 'util-linux-su 2.25.2' \
                '22' 'util-linux-su 2.26.2' \
                '23' 'util-linux-su 2.27.1' \
                '24' 'util-linux-su 2.28' \
                '25' 'util-linux-su 2.28.2' \
                '26' 'util-linux-su 2.30' \
                '27' 'util-linux-su 2.30.2' \
                '28' 'util-linux-su 2.32' \
                '29' 'util-linux-su 2.32.1' \
                '30' 'util-linux-su 2.33.2-2.fc30' \
                '31' 'util-linux-su 2.34-4.fc31' \
                '32' 'util-linux-su 2.35.2-1.fc32' \
                '33' 'util-linux-su 2.36.1-1.fc33' \
                '34' 'util-linux-su 2.36.2-1.fc34' \
                '35' 'util-linux-su 2.37.4-1.fc35' \
                '36' 'util-linux-su 2.38-1.fc36' \
                '37' 'util-linux-su 2.38.1-1.fc37' \
                '38' 'util-linux-su 2.38.1-4.fc38' \
                '39' 'util-linux-su 2.39.4-1.fc39' \
                '40' 'util-linux-su 2.40.2-1.fc40' \
                '41' 'util-linux-su 2.40.2-4.fc41' \
                '42' 'util-linux-su 2.40.4-7.fc42' \
                '43' 'util-linux-su 2.41.3-7.fc43' \
                '44' 'util-linux-su 2.41.4-7.fc44' \
                '45' 'util-linux-su 2.42.2'
        case opensuse
            printf '%s\t%s\n' \
                '11.1' 'coreutils-su 6.12' \
                '11.4' 'coreutils-su 8.9' \
                '12.1' 'coreutils-su 8.14' \
                '12.2' 'coreutils-su 8.16' \
                '12.3' 'coreutils-su 8.17' \
                '13.1' 'util-linux-su 2.23.2-34.1' \
                '13.2' 'util-linux-su 2.25.1-20.1'
        case opensuse-leap
            printf '%s\t%s\n' \
                '42.3' 'util-linux-su 2.29.2-8.1' \
                '15.0' 'util-linux-su 2.31.1-lp150.7.10.2' \
                '15.1' 'util-linux-su 2.33.1-lp151.3.3.2' \
                '15.2' 'util-linux-su 2.33.1' \
                '15.3' 'util-linux-su 2.36.2-150300.4.14.3' \
                '15.4' 'util-linux-su 2.37.2-150400.8.29.1' \
                '15.5' 'util-linux-su 2.37.4-150500.9.6.1' \
                '15.6' 'util-linux-su 2.39.3-150600.4.15.1' \
                '16.0' 'util-linux-su 2.40.4'
        case opensuse-tumbleweed
            printf '%s\t%s\n' \
                'rolling' 'util-linux-su 2.42.4'
        case sles
            printf '%s\t%s\n' \
                '11' 'coreutils-su 8.12-6.19.1' \
                '12' 'util-linux-su 2.25-24.10.1' \
                '12.5' 'util-linux-su 2.33.2-4.36.1' \
                '15' 'util-linux-su 2.31.1-9.8.1' \
                '15.1' 'util-linux-su 2.33.1' \
                '15.2' 'util-linux-su 2.33.2' \
                '15.3' 'util-linux-su 2.36.2-150300.4.41.1' \
                '15.4' 'util-linux-su 2.37.2-150400.8.29.1' \
                '15.5' 'util-linux-su 2.37.4-150500.9.6.1' \
                '15.6' 'util-linux-su 2.39.3-150600.4.15.1' \
                '15.7' 'util-linux-su 2.40.4' \
                '16.0' 'util-linux-su 2.40.4'
        case arch
            printf '%s\t%s\n' \
                'rolling' 'util-linux-su 2.42'
        case gentoo
            printf '%s\t%s\n' \
                'rolling' 'util-linux-su 2.41.3'
        case void
            printf '%s\t%s\n' \
                'rolling' 'util-linux-su 2.38.1'
        case slackware
            printf '%s\t%s\n' \
                '13.37' 'shadow-su 4.1.4.2' \
                '14.0' 'shadow-su 4.1.4.3' \
                '14.1' 'shadow-su 4.1.5.1' \
                '14.2' 'shadow-su 4.2.1' \
                '15.0' 'shadow-su 4.8.1' \
                'current' 'shadow-su 4.15.1'
        case alpine
            printf '%s\t%s\n' \
                '3.12' 'busybox-su 1.31.1-r22' \
                '3.13' 'busybox-su 1.32.1-r9' \
                '3.14' 'busybox-su 1.33.1-r8' \
                '3.15' 'busybox-su 1.34.1-r7' \
                '3.16' 'busybox-su 1.35.0-r17' \
                '3.17' 'busybox-su 1.35.0-r31' \
                '3.18' 'busybox-su 1.36.1-r7' \
                '3.19' 'busybox-su 1.36.1-r19' \
                '3.20' 'busybox-su 1.36.1-r29' \
                '3.21' 'busybox-su 1.37.0-r14' \
                '3.22' 'busybox-su 1.37.0-r20' \
                '3.23' 'busybox-su 1.37.0-r30' \
                '3.24' 'busybox-su 1.37.0-r31' \
                'edge' 'busybox-su 1.37.0'
        case nixos
            printf '%s\t%s\n' \
                '18.09' 'shadow-su 4.6' \
                '24.05' 'shadow-su 4.14.6' \
                '24.11' 'shadow-su 4.16.0' \
                '25.05' 'shadow-su 4.17.4' \
                'unstable' 'shadow-su 4.19.3'
        case openwrt
            printf '%s\t%s\n' \
                '21.02' 'shadow-su 4.8.1-3' \
                '22.03' 'shadow-su 4.8.1-3' \
                '23.05' 'shadow-su 4.8.1-3' \
                '24.10' 'shadow-su 4.8.1-3' \
                '25.12' 'shadow-su 4.19.4-2'
        case photon
            printf '%s\t%s\n' \
                '3.0' 'shadow-su 4.6-8.ph3' \
                '4.0' 'shadow-su 4.13-3.ph4' \
                '5.0' 'shadow-su 4.13-9.ph5'
        case wolfi
            printf '%s\t%s\n' \
                'rolling' 'util-linux-su 2.42.2'
        case azurelinux
            printf '%s\t%s\n' \
                '3.0' 'util-linux-su 2.40.2-4.azl3'
        case mariner
            printf '%s\t%s\n' \
                '1.0' 'shadow-su 4.9-8.cm1' \
                '2.0' 'util-linux-su 2.37.4-10.cm2'
        case flatcar
            printf '%s\t%s\n' \
                'rolling' 'shadow-su 4.19.4'
        case chimera
            printf '%s\t%s\n' \
                'rolling' 'shadow-su 4.17.2'
        case clear-linux-os
            printf '%s\t%s\n' \
                'rolling' 'util-linux-su 2.40.4'
        case buildroot
            printf '%s\t%s\n' \
                '2019.02' 'busybox-su 1.29.3' \
                '2020.02' 'busybox-su 1.31.1' \
                '2021.02' 'busybox-su 1.33.0' \
                '2022.02' 'busybox-su 1.35.0' \
                '2023.02' 'busybox-su 1.36.0' \
                '2024.02' 'busybox-su 1.36.1' \
                '2025.02' 'busybox-su 1.37.0' \
                '2026.02' 'busybox-su 1.37.0'
        case poky
            printf '%s\t%s\n' \
                '4.0' 'busybox-su 1.35.0' \
                'kirkstone' 'busybox-su 1.35.0' \
                '5.0' 'busybox-su 1.36.1' \
                'scarthgap' 'busybox-su 1.36.1' \
                '6.0' 'busybox-su 1.37.0' \
                'wrynose' 'busybox-su 1.37.0'
        case openmandriva
            printf '%s\t%s\n' \
                '4.2' 'util-linux-su 2.36.2' \
                '4.3' 'util-linux-su 2.37.3' \
                '5.0' 'util-linux-su 2.39.2' \
                '6.0' 'util-linux-su 2.39.4' \
                'cooker' 'util-linux-su 2.42.2'
        case pld
            printf '%s\t%s\n' \
                'rolling' 'util-linux-su 2.42.2'
        case openeuler
            printf '%s\t%s\n' \
                '20.03' 'util-linux-su 2.35.2-8' \
                '21.09' 'util-linux-su 2.36.1-5'
    end
end
# end of names

complete -c dropexecctl -f

# generated: commands
function __dropexecctl_is_path
    contains -- "$argv" '' 'compat' 'compat compare' 'compat here' 'compat list' 'compat probe' 'compat report' 'compat show' 'doctor' 'explain' 'lint' 'man' 'schema' 'translate' 'watch'
end
function __dropexecctl_is_option
    contains -- "$argv" ' --version' ' -h' ' --help' 'compat -h' 'compat --help' 'compat compare --json' 'compat compare -h' 'compat compare --help' 'compat here --full' 'compat here --json' 'compat here -h' 'compat here --help' 'compat list --json' 'compat list -h' 'compat list --help' 'compat probe --tool' 'compat probe --scenario' 'compat probe --user' 'compat probe --shell' 'compat probe --form' 'compat probe --attempts' 'compat probe --json' 'compat probe --record' 'compat probe --svg' 'compat probe --check' 'compat probe -h' 'compat probe --help' 'compat report --format' 'compat report --recordings' 'compat report -h' 'compat report --help' 'compat show --full' 'compat show --json' 'compat show -h' 'compat show --help' 'doctor --json' 'doctor --check' 'doctor --list' 'doctor --root' 'doctor --probe' 'doctor --candidate' 'doctor -h' 'doctor --help' 'explain --json' 'explain --notes' 'explain -h' 'explain --help' 'lint --fix' 'lint --diff' 'lint --unsafe-fixes' 'lint --root' 'lint --distro' 'lint --launcher' 'lint --assume-shell' 'lint --format' 'lint --select' 'lint --extend-select' 'lint --ignore' 'lint --min-severity' 'lint --exit-zero' 'lint --no-ignores' 'lint --stdin-filename' 'lint --explain' 'lint --list-rules' 'lint -h' 'lint --help' 'man -h' 'man --help' 'schema -h' 'schema --help' 'translate --distro' 'translate --root' 'translate --assume-shell' 'translate --launcher' 'translate --json' 'translate -h' 'translate --help' 'watch --unit' 'watch --name' 'watch --all' 'watch --signal' 'watch --for' 'watch --engine' 'watch --json' 'watch --syslog' 'watch --argv' 'watch --arm' 'watch --records' 'watch --status' 'watch --disarm' 'watch --last' 'watch --since' 'watch --journal' 'watch -h' 'watch --help'
end
function __dropexecctl_takes_value
    contains -- "$argv" 'compat probe --tool' 'compat probe --scenario' 'compat probe --user' 'compat probe --shell' 'compat probe --form' 'compat probe --attempts' 'compat probe --record' 'compat probe --svg' 'compat report --format' 'compat report --recordings' 'doctor --check' 'doctor --root' 'doctor --candidate' 'lint --root' 'lint --distro' 'lint --launcher' 'lint --assume-shell' 'lint --format' 'lint --select' 'lint --extend-select' 'lint --ignore' 'lint --min-severity' 'lint --stdin-filename' 'lint --explain' 'translate --distro' 'translate --root' 'translate --assume-shell' 'translate --launcher' 'watch --unit' 'watch --name' 'watch --signal' 'watch --for' 'watch --engine' 'watch --records' 'watch --since'
end
function __dropexecctl_delegates
    contains -- "$argv" 'compat probe' 'explain' 'translate'
end
complete -c dropexecctl -n '__dropexecctl_at \'\'' -a compat -d 'Tell what each distribution\'s su does to a service on stop'
complete -c dropexecctl -n '__dropexecctl_at \'\'' -a doctor -d 'Examine this host before it is handed over: each check passes, warns or fails, and says what to do'
complete -c dropexecctl -n '__dropexecctl_at \'\'' -a explain -d 'Print what dropexec would do with these words, without doing it'
complete -c dropexecctl -n '__dropexecctl_at \'\'' -a lint -d 'Find service definitions in which su, sudo or runuser stands between the supervisor and the service'
complete -c dropexecctl -n '__dropexecctl_at \'\'' -a man -d 'Show a manual page, without man(1): a name such as dropexec, lint, watch or compat'
complete -c dropexecctl -n '__dropexecctl_at \'\'' -a schema -d 'Print a JSON Schema (2020-12)'
complete -c dropexecctl -n '__dropexecctl_at \'\'' -a translate -d 'Translate a line of su, sudo, runuser, gosu or the like for dropexec'
complete -c dropexecctl -n '__dropexecctl_at \'\'' -a watch -d 'Tell who sends a signal to a process, and who ended it'
complete -c dropexecctl -n '__dropexecctl_offers \'\' --version' -l version -d 'Show the version and exit'
complete -c dropexecctl -n '__dropexecctl_offers \'\' -h --help' -s h -l help -d 'Show this message and exit'
complete -c dropexecctl -n '__dropexecctl_at \'compat\'' -a compare -d 'Hold a recording against the catalogue: agree, disagree or inconclusive, claim by claim'
complete -c dropexecctl -n '__dropexecctl_at \'compat\'' -a here -d 'Show what this machine\'s su does'
complete -c dropexecctl -n '__dropexecctl_at \'compat\'' -a list -d 'List the implementations and distributions that are known'
complete -c dropexecctl -n '__dropexecctl_at \'compat\'' -a probe -d 'Run a real su over a target that watches itself, stop it, and see what happens'
complete -c dropexecctl -n '__dropexecctl_at \'compat\'' -a report -d 'Print the whole catalogue as one self-contained page'
complete -c dropexecctl -n '__dropexecctl_at \'compat\'' -a show -d 'Show an implementation, a command, a distribution, a release of one, or a recording'
complete -c dropexecctl -n '__dropexecctl_offers \'compat\' -h --help' -s h -l help -d 'Show this message and exit'
complete -c dropexecctl -n '__dropexecctl_offers \'compat compare\' --json' -l json -d 'Print JSON'
complete -c dropexecctl -n '__dropexecctl_offers \'compat compare\' -h --help' -s h -l help -d 'Show this message and exit'
complete -c dropexecctl -n '__dropexecctl_first \'compat compare\'' -F
complete -c dropexecctl -n '__dropexecctl_offers \'compat here\' --full' -l full -d 'Every claim with its source, not just a summary'
complete -c dropexecctl -n '__dropexecctl_offers \'compat here\' --json' -l json -d 'Print JSON'
complete -c dropexecctl -n '__dropexecctl_offers \'compat here\' -h --help' -s h -l help -d 'Show this message and exit'
complete -c dropexecctl -n '__dropexecctl_offers \'compat list\' --json' -l json -d 'Print JSON'
complete -c dropexecctl -n '__dropexecctl_offers \'compat list\' -h --help' -s h -l help -d 'Show this message and exit'
complete -c dropexecctl -n '__dropexecctl_offers \'compat probe\'' -l tool -x -a 'busybox-su chpst chroot doas dropexec gosu runuser s6-setuidgid setpriv setuidgid start-stop-daemon su su-exec su-rs sudo sudo-rs toybox-su all' -d 'A tool that is installed here, or all of them; repeatable'
complete -c dropexecctl -n '__dropexecctl_offers \'compat probe\'' -l scenario -x -a 'prompt seven dies second slow stubborn group twice tree pid1 tty HUP INT QUIT USR1 USR2 ALRM TSTP kill race all' -d 'What the target does and what is sent; repeatable'
complete -c dropexecctl -n '__dropexecctl_offers \'compat probe\' --user' -l user -x -a '(__fish_complete_users)' -d 'The user to become'
complete -c dropexecctl -n '__dropexecctl_offers \'compat probe\' --shell' -l shell -r -F -d 'The shell for tools that need one, an absolute path'
complete -c dropexecctl -n '__dropexecctl_offers \'compat probe\' --form' -l form -x -a 'exec plain redirect' -d 'How the shell is given the command: exec CMD, CMD, or CMD >FILE'
complete -c dropexecctl -n '__dropexecctl_offers \'compat probe\' --attempts' -l attempts -x -d 'Starts in the scenario race'
complete -c dropexecctl -n '__dropexecctl_offers \'compat probe\' --json' -l json -d 'Print one array of recordings, each as it is made, and nothing else on stdout'
complete -c dropexecctl -n '__dropexecctl_offers \'compat probe\' --record' -l record -x -a '(__fish_complete_directories (commandline -ct | string replace -r \'^--[^=]*=|^-C\' \'\'))' -d 'Write each recording to a new file of its own in DIR'
complete -c dropexecctl -n '__dropexecctl_offers \'compat probe\' --svg' -l svg -x -a '(__fish_complete_directories (commandline -ct | string replace -r \'^--[^=]*=|^-C\' \'\'))' -d 'Write each timeline as SVG to a new file in DIR'
complete -c dropexecctl -n '__dropexecctl_offers \'compat probe\' --check' -l check -d 'Compare with the catalogue\'s claims for this implementation and release'
complete -c dropexecctl -n '__dropexecctl_offers \'compat probe\' -h --help' -s h -l help -d 'Show this message and exit'
complete -c dropexecctl -n '__dropexecctl_command \'compat probe\'' -a '(__dropexecctl_delegate command)'
complete -c dropexecctl -n '__dropexecctl_offers \'compat report\' --format' -l format -x -a 'html md' -d 'Of the page'
complete -c dropexecctl -n '__dropexecctl_offers \'compat report\' --recordings' -l recordings -x -a '(__fish_complete_directories (commandline -ct | string replace -r \'^--[^=]*=|^-C\' \'\'))' -d 'Draw the timelines of the recordings in this directory'
complete -c dropexecctl -n '__dropexecctl_offers \'compat report\' -h --help' -s h -l help -d 'Show this message and exit'
complete -c dropexecctl -n '__dropexecctl_offers \'compat show\' --full' -l full -d 'Every claim with its source, not just a summary'
complete -c dropexecctl -n '__dropexecctl_offers \'compat show\' --json' -l json -d 'Print JSON'
complete -c dropexecctl -n '__dropexecctl_offers \'compat show\' -h --help' -s h -l help -d 'Show this message and exit'
complete -c dropexecctl -n '__dropexecctl_first \'compat show\'' -f -a '(__dropexecctl_catalogue)'
complete -c dropexecctl -n '__dropexecctl_offers \'doctor\' --json' -l json -d 'Print one JSON object'
complete -c dropexecctl -n '__dropexecctl_offers \'doctor\'' -l check -x -a 'su services-under-su unit-main-pid pid-files definitions launcher container who-killed' -d 'Make this check alone; repeatable'
complete -c dropexecctl -n '__dropexecctl_offers \'doctor\' --list' -l list -d 'List the checks, each with the fault that it finds'
complete -c dropexecctl -n '__dropexecctl_offers \'doctor\' --root' -l root -x -a '(__fish_complete_directories (commandline -ct | string replace -r \'^--[^=]*=|^-C\' \'\'))' -d 'Examine another root directory, as files alone'
complete -c dropexecctl -n '__dropexecctl_offers \'doctor\' --probe' -l probe -d 'Run su over a witness, and compare it with the catalogue (root)'
complete -c dropexecctl -n '__dropexecctl_offers \'doctor\' --candidate' -l candidate -r -F -d 'Judge this launcher in the place of the one on PATH; without --check, nothing else'
complete -c dropexecctl -n '__dropexecctl_offers \'doctor\' -h --help' -s h -l help -d 'Show this message and exit'
complete -c dropexecctl -n '__dropexecctl_offers \'explain\' --json' -l json -d 'Print one JSON object instead of a page'
complete -c dropexecctl -n '__dropexecctl_offers \'explain\' --notes' -l notes -d 'Add what su does that needs nothing done'
complete -c dropexecctl -n '__dropexecctl_offers \'explain\' -h --help' -s h -l help -d 'Show this message and exit'
complete -c dropexecctl -n '__dropexecctl_launcher \'explain\'' -a '(__dropexecctl_delegate launcher)'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\' --fix' -l fix -d 'Apply the safe fixes'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\' --diff' -l diff -d 'Print what --fix would do, and change nothing'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\' --unsafe-fixes' -l unsafe-fixes -d 'With --fix or --diff: those too that change something'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\' --root' -l root -r -F -d 'Lint another root or an image\'s archive, its accounts too'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\' --distro' -l distro -x -a '(__dropexecctl_catalogue)' -d 'The distribution that the files are for'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\' --launcher' -l launcher -r -F -d 'dropexec\'s path in replacements'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\' --assume-shell' -l assume-shell -r -F -d 'The login shell of accounts that are not known'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\' --format' -l format -x -a 'text json sarif github' -d 'Of the report'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\'' -l select -x -d 'Only these rules'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\'' -l extend-select -x -d 'These rules besides'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\'' -l ignore -x -d 'Not these rules'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\' --min-severity' -l min-severity -x -a 'error warning note' -d 'Report nothing below'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\' --exit-zero' -l exit-zero -d 'End with status 0 in spite of findings'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\' --no-ignores' -l no-ignores -d 'Disobey the comments that ignore findings'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\' --stdin-filename' -l stdin-filename -x -d 'The file that standard input (-) is'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\' --explain' -l explain -x -d 'Print a rule\'s page'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\' --list-rules' -l list-rules -d 'List the rules; those marked - are off by default'
complete -c dropexecctl -n '__dropexecctl_offers \'lint\' -h --help' -s h -l help -d 'Show this message and exit'
complete -c dropexecctl -n '__dropexecctl_at \'lint\'' -F
complete -c dropexecctl -n '__dropexecctl_offers \'man\' -h --help' -s h -l help -d 'Show this message and exit'
complete -c dropexecctl -n '__dropexecctl_first \'man\'' -f
complete -c dropexecctl -n '__dropexecctl_offers \'schema\' -h --help' -s h -l help -d 'Show this message and exit'
complete -c dropexecctl -n '__dropexecctl_first \'schema\'' -f -a 'catalogue compare doctor end explain fleet lint list recording show signal translate'
complete -c dropexecctl -n '__dropexecctl_offers \'translate\' --distro' -l distro -x -a '(__dropexecctl_catalogue)' -d 'The distribution whose su, runuser and sudo are meant'
complete -c dropexecctl -n '__dropexecctl_offers \'translate\' --root' -l root -x -a '(__fish_complete_directories (commandline -ct | string replace -r \'^--[^=]*=|^-C\' \'\'))' -d 'Take the tools, accounts and limits of this root directory, not this machine\'s'
complete -c dropexecctl -n '__dropexecctl_offers \'translate\' --assume-shell' -l assume-shell -r -F -d 'The login shell of accounts that are not known'
complete -c dropexecctl -n '__dropexecctl_offers \'translate\' --launcher' -l launcher -r -F -d 'The launcher in the new line'
complete -c dropexecctl -n '__dropexecctl_offers \'translate\' --json' -l json -d 'Print one JSON object'
complete -c dropexecctl -n '__dropexecctl_offers \'translate\' -h --help' -s h -l help -d 'Show this message and exit'
complete -c dropexecctl -n '__dropexecctl_command \'translate\'' -a '(__dropexecctl_delegate command)'
complete -c dropexecctl -n '__dropexecctl_offers \'watch\' --unit' -l unit -x -d 'Watch a unit\'s processes, across restarts'
complete -c dropexecctl -n '__dropexecctl_offers \'watch\' --name' -l name -x -d 'Watch the processes that are called exactly so now'
complete -c dropexecctl -n '__dropexecctl_offers \'watch\' --all' -l all -d 'Watch every process'
complete -c dropexecctl -n '__dropexecctl_offers \'watch\'' -l signal -x -a '(__dropexec_signals)' -d 'Only this signal; repeatable'
complete -c dropexecctl -n '__dropexecctl_offers \'watch\' --for' -l for -x -d 'Stop after 10s, 5m or 2h'
complete -c dropexecctl -n '__dropexecctl_offers \'watch\' --engine' -l engine -x -a 'auto bpf tracefs' -d 'How signals are seen'
complete -c dropexecctl -n '__dropexecctl_offers \'watch\' --json' -l json -d 'Print a line of JSON for each signal and end'
complete -c dropexecctl -n '__dropexecctl_offers \'watch\' --syslog' -l syslog -d 'Write to the system\'s log too, without command lines'
complete -c dropexecctl -n '__dropexecctl_offers \'watch\' --argv' -l argv -d 'With --syslog or --journal: command lines there too'
complete -c dropexecctl -n '__dropexecctl_offers \'watch\' --arm' -l arm -d 'Have the kernel record signals while nothing runs'
complete -c dropexecctl -n '__dropexecctl_offers \'watch\' --records' -l records -x -d 'With --arm: keep the last N signals'
complete -c dropexecctl -n '__dropexecctl_offers \'watch\' --status' -l status -d 'Print whether signals are recorded, and how many are'
complete -c dropexecctl -n '__dropexecctl_offers \'watch\' --disarm' -l disarm -d 'Record no more, and forget what was recorded'
complete -c dropexecctl -n '__dropexecctl_offers \'watch\' --last' -l last -d 'Print what was recorded of PID, NAME or UNIT, newest first'
complete -c dropexecctl -n '__dropexecctl_offers \'watch\' --since' -l since -x -d 'With --last: from then on; 2h, or a date'
complete -c dropexecctl -n '__dropexecctl_offers \'watch\' --journal' -l journal -d 'Copy what is recorded, and what comes, to the journal'
complete -c dropexecctl -n '__dropexecctl_offers \'watch\' -h --help' -s h -l help -d 'Show this message and exit'
complete -c dropexecctl -n '__dropexecctl_at \'watch\'' -f
# end of commands
