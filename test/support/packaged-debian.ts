import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BootedDebian } from './booted-debian.ts';
import { readmeInstallation, sudoForRoot } from './readme-installation.ts';
import { until } from './until.ts';

/** The folder with the packages, inside the machine. */
const inside = '/opt/packages';

/** A Debian that is booted after the package of collectd-dma has been installed in it. */
export class PackagedDebian {
  readonly machine: BootedDebian;

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
    this.machine = BootedDebian.start({
      lower,
      megabytes: 2000,
      prepare: `exec 3>&2 2>"$memory/apt.log"
        systemd-nspawn --quiet --register=no --keep-unit --directory="$root" --link-journal=no --as-pid2 ${bind} \
          sh ${inside}/install.sh >&2 </dev/null || { tail -n 20 "$memory/apt.log" >&3; exit 1; }
        exec 2>&3
        mkdir -p "$units/booted.target.wants"
        cp -P etc/systemd/system/multi-user.target.wants/dma-*.service "$units/booted.target.wants/"
        cp "$memory/apt.log" opt/apt.log
        rm -f usr/sbin/policy-rc.d`,
      binds: [bind],
      unit,
    });
  }

  /** Runs shell commands in the machine; throws with what they say unless they succeed. */
  sh(commands: string): string {
    const said = this.machine.run(
      'sh',
      '-c',
      `exec 2>&1; { ${commands}\n} || { echo "ended with $?"; echo FAILED; }`,
    );
    if (said === undefined || said.endsWith('FAILED')) throw new Error(`${commands}: ${said}`);
    return said;
  }

  /** Returns the output of commands; undefined while they fail. */
  said(commands: string): string | undefined {
    return this.machine.run('sh', '-c', commands);
  }

  /** Installs another version from beside the first, as dpkg does it for apt. */
  install(file: string): string {
    return this.sh(`DEBIAN_FRONTEND=noninteractive dpkg -i ${inside}/${basename(file)} </dev/null`);
  }

  /** Waits for something that commands show by their success. */
  async until(what: string, seconds: number, commands: string): Promise<string> {
    return until(`${what}; the machine said:\n${this.machine.output.slice(-2000)}`, seconds, () => {
      if (this.machine.hasEnded) throw new Error(`it did not boot: ${this.machine.output}`);
      return this.said(commands);
    });
  }

  async stop(): Promise<void> {
    await this.machine.stop();
  }
}
