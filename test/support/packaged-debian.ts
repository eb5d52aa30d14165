import { basename, dirname } from 'node:path';
import { BootedDebian } from './booted-debian.ts';
import { until } from './until.ts';

/** The folder with the packages, inside the machine. */
const inside = '/opt/packages';

export interface PackagedBoot {
  /** The folder with the files of the Debian. */
  readonly lower: string;
  /** The package that is installed before it boots; the others are beside it. */
  readonly package: string;
  readonly unit: string;
  /** Shell commands that run in the machine's files, after the package has been installed. */
  readonly prepare?: string;
}

/** A Debian that is booted after apt has installed the package of collectd-dma in it. */
export class PackagedDebian {
  readonly machine: BootedDebian;

  /** Starts to boot; needs root, and the network for what the package depends on. */
  constructor({ lower, package: file, unit, prepare = '' }: PackagedBoot) {
    const binds = [`--bind-ro=${dirname(file)}:${inside}`];
    // As a person would, with the network of this machine. The Redis is not told to be there by a dependency.
    const apt = `systemd-nspawn --quiet --register=no --keep-unit --directory="$root" --link-journal=no --as-pid2 ${binds[0]} \
      --setenv=DEBIAN_FRONTEND=noninteractive sh -c '
        apt-get update -qq && apt-get install -y -qq --no-install-recommends redis-server logrotate ${inside}/${basename(file)}'`;
    this.machine = BootedDebian.start({
      lower,
      megabytes: 2000,
      prepare: `exec 3>&2 2>"$memory/apt.log"
        ${apt} >&2 </dev/null || { tail -n 20 "$memory/apt.log" >&3; exit 1; }
        exec 2>&3
        mkdir -p "$units/booted.target.wants"
        cp -P etc/systemd/system/multi-user.target.wants/dma-*.service "$units/booted.target.wants/"
        cp "$memory/apt.log" opt/apt.log
        ${prepare}`,
      binds,
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

  /** What commands print; undefined while they fail. */
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
