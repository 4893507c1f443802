#!/bin/bash
# room.sh DIRECTORY NAME: run by `unshare --mount --pid --uts --fork`, as its first process. Gives libvirtd and its guests
# folders of their own in place of the system's, and waits. When it ends, everything in the room ends with it.
set -e
state=$1
mount --make-rprivate /
hostname "$2"
mount -t proc proc /proc
mount -t tmpfs none /run
for folder in /etc/libvirt /var/lib/libvirt /var/cache/libvirt /var/log/libvirt; do
    mkdir -p "$folder" "$state$folder"
    mount --bind "$state$folder" "$folder"
done
# Who may log in (SASL).
if [ -d "$state/etc/sasl2" ]; then
    mkdir -p /etc/sasl2
    mount --bind "$state/etc/sasl2" /etc/sasl2
fi
# libvirtd does not start without the user that Debian's libvirt-daemon-system makes.
for file in passwd group; do
    cp "/etc/$file" "$state/$file"
    mount --bind "$state/$file" "/etc/$file"
done
getent passwd libvirt-qemu > /dev/null || echo 'libvirt-qemu:x:64055:64055::/nonexistent:/usr/sbin/nologin' >> /etc/passwd
getent group libvirt-qemu > /dev/null || echo 'libvirt-qemu:x:64055:' >> /etc/group
# The same guests on every machine: emulated ones. So all devices but /dev/kvm.
mkdir -p "$state/dev"
mount -t tmpfs -o mode=755 none "$state/dev"
for node in /dev/*; do
    name=${node#/dev/}
    if [ "$name" = kvm ]; then
        continue
    elif [ -d "$node" ] && [ ! -L "$node" ]; then
        mkdir "$state/dev/$name"
        mount --bind "$node" "$state/dev/$name"
    else
        cp -a "$node" "$state/dev/$name"
    fi
done
mount --move "$state/dev" /dev
touch "$state/ready"
# Bash buries what its children leave behind, which libvirtd waits for.
while :; do sleep 3600 & wait -n || true; done
