import { readProjectFile } from './project-files.ts';

/** The commands of README's section "Install", word by word. */
export interface ReadmeInstallation {
  /** Installs the package that tools/deb builds. */
  readonly install: string;
  readonly check: string;
  /** Makes Debian's collectd read memory every second. */
  readonly everySecond: readonly string[];
}

export function readmeInstallation(): ReadmeInstallation {
  const [, section] = /\n## Install\n(.*?)\n## /s.exec(readProjectFile('README.md'))!;
  const [install, check, ...everySecond] = [...section!.matchAll(/^ {4}(sudo .*)$/gm)].map(
    ([, line]) => line!,
  );
  return { install: install!, check: check!, everySecond };
}

/** A `sudo` for root in a machine that has none. */
export const sudoForRoot = `sudo() {
  if [ "$1" = -u ]; then
    user=$2
    shift 2
    setpriv --reuid "$user" --regid "$user" --init-groups "$@"
  else
    "$@"
  fi
}`;
