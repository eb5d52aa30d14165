import { basename, dirname, join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';
import { BootedDebian } from './booted-debian.ts';
import { DebianMachine } from './debian-machine.ts';

const packages = '/opt/packages';
const roles = '/opt/ansible';

/** The last line of a run: how many tasks changed something, and how many failed. */
export interface PlayRecap {
  readonly changed: number;
  readonly failed: number;
  readonly output: string;
}

/** A booted Debian in which Ansible applies our role to the machine itself. */
export class AnsibleDebian extends DebianMachine {
  readonly #package: string;

  /**
   * Downloads the packages and starts to boot; needs root, and the network.
   *
   * @param lower the folder with the files of the Debian, which has Ansible
   * @param file the package of collectd-dma
   */
  constructor(lower: string, file: string) {
    const binds = [
      `--bind-ro=${dirname(file)}:${packages}`,
      `--bind-ro=${join(packageRoot, 'conf/ansible')}:${roles}`,
    ];
    const download = `apt-get update -qq && apt-get install -y -qq --no-install-recommends --download-only ${packages}/${basename(file)} redis-server`;
    // With the network of this machine; what is booted has a loopback alone, and apt's archive.
    super(
      BootedDebian.start({
        lower,
        megabytes: 2500,
        prepare: `exec 3>&2 2>"$memory/apt.log"
          systemd-nspawn --quiet --register=no --keep-unit --directory="$root" --link-journal=no --as-pid2 ${binds[0]} \\
            sh -c '${download}' >&2 </dev/null || { tail -n 20 "$memory/apt.log" >&3; exit 1; }
          exec 2>&3
          rm -f usr/sbin/policy-rc.d`,
        binds,
        unit: 'multi-user.target',
      }),
    );
    this.#package = `${packages}/${basename(file)}`;
  }

  /** Applies the role with more variables; the recap says what failed. */
  apply(variables: object): PlayRecap {
    const all = JSON.stringify({ collectd_dma_deb: this.#package, ...variables }).replaceAll("'", `'\\''`);
    const output = this.sh(
      `cd ${roles} && TMPDIR=/tmp HOME=/root LC_ALL=C.UTF-8 ANSIBLE_NOCOLOR=1 ansible-playbook -i localhost, -c local -e '${all}' playbook.yml || true`,
    );
    const [, changed, failed] = /changed=(\d+) .*failed=(\d+)/.exec(output) ?? [];
    if (changed === undefined || failed === undefined) throw new Error(`no recap: ${output}`);
    return { changed: Number(changed), failed: Number(failed), output };
  }
}
