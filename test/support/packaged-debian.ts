import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BootedDebian } from './booted-debian.ts';
import { DebianMachine } from './debian-machine.ts';
import { readmeInstallation, sudoForRoot } from './readme-installation.ts';

/** The folder with the packages, inside the machine. */
const inside = '/opt/packages';

/** A Debian that is booted after the package of collectd-dma has been installed in it. */
export class PackagedDebian extends DebianMachine {
  /**
   * Installs and starts to boot; needs root, and the network for the packages that it depends on.
   *
   * @param lower the folder with the files of the Debian
   * @param file the package; others are beside it
   * @param unit what is booted
   */
  constructor(lower: string, file: string, unit: string) {
    const { install } = readmeInstallation();
    const command = install.replace('"$(tools/deb)"', `-y -qq ${inside}/${basename(file)}`);
    writeFileSync(
      join(dirname(file), 'install.sh'),
      `export DEBIAN_FRONTEND=noninteractive\n${sudoForRoot}\napt-get update -qq && ${command}\n`,
    );
    const bind = `--bind-ro=${dirname(file)}:${inside}`;
    // With the network of this machine; what is booted has a loopback alone. An image for containers forbids services.
    // An index of all manual pages that is made anew with each package takes as long as all the rest of it.
    super(
      BootedDebian.start({
        lower,
        megabytes: 2000,
        prepare: `rm -f var/lib/man-db/auto-update
        exec 3>&2 2>"$memory/apt.log"
        systemd-nspawn --quiet --register=no --keep-unit --directory="$root" --link-journal=no --as-pid2 ${bind} \
          sh ${inside}/install.sh >&2 </dev/null || { tail -n 20 "$memory/apt.log" >&3; exit 1; }
        exec 2>&3
        mkdir -p "$units/booted.target.wants"
        cp -P etc/systemd/system/multi-user.target.wants/dma-*.service "$units/booted.target.wants/"
        cp "$memory/apt.log" opt/apt.log
        rm -f usr/sbin/policy-rc.d`,
        binds: [bind],
        unit,
      }),
    );
  }

  /** Installs another version from beside the first, as dpkg does it for apt. */
  install(file: string): string {
    return this.sh(`DEBIAN_FRONTEND=noninteractive dpkg -i ${inside}/${basename(file)} </dev/null`);
  }
}
