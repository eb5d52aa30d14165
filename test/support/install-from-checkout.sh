# Installs collectd-dma in the container whose root this runs in, as docs/install.md says.
# Environment: PACKAGE_ROOT, BOOTED_HOST, REDIS_SECONDS (how long Redis takes to start).
root=$PWD
mkdir -p "$units/redis-server.service.d" "$root/etc/collectd/collectd.conf.d" "$root/opt/collectd-dma"
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

# In place of step 1, from a folder that the container's users can read.
touch "$root/opt/node"
printf '#!/bin/sh\nexec /opt/node /opt/collectd-dma/dist/tools/dma.js "$@"\n' >"$root/usr/bin/dma"
chmod 755 "$root/usr/bin/dma"
cp "$PACKAGE_ROOT/plugins/dma-enqueue" "$root/usr/bin/"
cp "$PACKAGE_ROOT"/conf/collectd.conf.d/*.conf "$root/etc/collectd/collectd.conf.d/"
systemd-sysusers --root="$root" "$PACKAGE_ROOT/conf/sysusers.d/collectd-dma.conf"
systemd-tmpfiles --root="$root" --create "$PACKAGE_ROOT/conf/tmpfiles.d/collectd-dma.conf"
