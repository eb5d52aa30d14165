# Boots a Debian in a container. Runs as root in its own mount namespace.
# Environment: LOWER (the Debian's files, which stay as they are), MEGABYTES (of memory for what is written), PREPARE
# (shell, run in the container's root), BINDS (options of systemd-nspawn), UNIT (what is booted).
# /mnt is there on every Debian; the mount is seen in this namespace only, and goes with it.
memory=/mnt
mount -t tmpfs -o "size=${MEGABYTES}m" tmpfs "$memory"
mkdir "$memory/upper" "$memory/work" "$memory/root"
mount -t overlay overlay -o "lowerdir=$LOWER,upperdir=$memory/upper,workdir=$memory/work" "$memory/root"
root=$memory/root

units=$root/etc/systemd/system
mkdir -p "$units"
cat >"$units/booted.target" <<END
[Unit]
Requires=basic.target
After=basic.target
Wants=redis-server.service collectd.service
AllowIsolate=yes
END
(cd "$root" && eval "$PREPARE")

# shellcheck disable=SC2086 # a list of options
exec systemd-nspawn --quiet --register=no --keep-unit --private-network --directory="$root" --link-journal=no \
  $BINDS --boot systemd.unit="$UNIT"
