import type { DebianVersion } from './debian-version.ts';

const maintainer = 'collectd-dma developers <collectd-dma@users.noreply.github.com>';

/**
 * The control file of the package. libhiredis is for the write_redis plugin, libmnl0 for the processes plugin: without
 * it collectd does not start with Debian's collectd.conf. Debian's packages only recommend them.
 */
export function controlFile({ version }: DebianVersion, architecture: string, kibibytes: number): string {
  return `Package: collectd-dma
Version: ${version}
Architecture: ${architecture}
Maintainer: ${maintainer}
Installed-Size: ${kibibytes}
Section: net
Priority: optional
Homepage: https://github.com/collectd-dma/collectd-dma
Depends: collectd (>= 5.12), libhiredis1.1.0 | libhiredis0.14, libmnl0, init-system-helpers (>= 1.52), libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 8), systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles, ucf
Recommends: logrotate, redis-server (>= 5:6.2) | valkey-server
Description: predictive alerting for collectd
 It warns about a minute before memory, or any other finite resource, runs
 out. collectd writes raw data to Redis; dma predict reads it, predicts each
 series, and gives forecast, time to exhaustion and risk back to collectd as
 ordinary values. The threshold plugin of collectd notifies when the risk is
 high, and dma deliver carries the notification to a log, Alertmanager, a
 webhook, services such as Slack and PagerDuty, or OpenStack.
 .
 The package has its own Node.js.
`;
}

/** The changelog that Debian asks for; what changed is in CHANGELOG.md. */
export function debianChangelog({ version, time }: DebianVersion): string {
  const date = new Date(time * 1000).toUTCString().replace('GMT', '+0000');
  return `collectd-dma (${version}) unstable; urgency=medium

  * Built from its sources. CHANGELOG.md beside this file has what changed.

 -- ${maintainer}  ${date}
`;
}
