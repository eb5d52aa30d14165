# Boots this machine's Debian in a container, with collectd-dma installed. Runs as root in its own mount namespace.
# Environment: PACKAGE_ROOT, NODE (a program), BOOTED_HOST, REDIS_SECONDS, PREPARE (shell, run in the container's root).
# /mnt is there on every Debian; the mount is seen in this namespace only, and goes with it.
memory=/mnt
mount -t tmpfs -o size=600m tmpfs "$memory"
mkdir "$memory/upper" "$memory/work" "$memory/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$memory/upper,workdir=$memory/work" "$memory/root"
root=$memory/root

units=$root/etc/systemd/system
mkdir -p "$units/redis-server.service.d" "$root/etc/collectd/collectd.conf.d" "$root/opt/collectd-dma"
cat >"$units/booted.target" <<END
[Unit]
Requires=basic.target
After=basic.target
Wants=redis-server.service collectd.service
AllowIsolate=yes
END
cat >"$units/redis-server.service.d/slow.conf" <<END
[Service]
ExecPaths=$(readlink -f "$(command -v sleep)")
ExecStartPre=$(readlink -f "$(command -v sleep)") $REDIS_SECONDS
END
cat >"$root/etc/collectd/collectd.conf" <<END
Hostname "$BOOTED_HOST"
Interval 1
LoadPlugin logfile
<Plugin logfile>
  File "/var/log/collectd.log"
</Plugin>
Include "/etc/collectd/collectd.conf.d/*.conf"
END

# As `npm install --global` would, from a folder that the container's users can read.
touch "$root/opt/node"
printf '#!/bin/sh\nexec /opt/node /opt/collectd-dma/dist/tools/dma.js "$@"\n' >"$root/usr/bin/dma"
chmod 755 "$root/usr/bin/dma"
cp "$PACKAGE_ROOT/plugins/dma-enqueue" "$root/usr/bin/"
cp "$PACKAGE_ROOT"/conf/collectd.conf.d/*.conf "$root/etc/collectd/collectd.conf.d/"
systemd-sysusers --root="$root" "$PACKAGE_ROOT/conf/sysusers.d/collectd-dma.conf"
systemd-tmpfiles --root="$root" --create "$PACKAGE_ROOT/conf/tmpfiles.d/collectd-dma.conf"
(cd "$root" && eval "$PREPARE")

exec systemd-nspawn --quiet --register=no --keep-unit --private-network --directory="$root" --link-journal=no \
  --bind-ro="$PACKAGE_ROOT:/opt/collectd-dma" --bind-ro="$NODE:/opt/node" --boot systemd.unit=booted.target
