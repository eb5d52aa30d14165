import { describeError } from '../../notifiers/error-text.ts';
import type { Glob } from '../collectd/glob.ts';
import type { Output } from '../collectd/output.ts';
import { runEvenRounds, type EvenRoundsParts } from '../process/even-rounds.ts';
import type { LogSubject, TransitionLog } from '../process/logger.ts';
import type { ContainerLabels } from './container-labels.ts';
import { distinctName, groupName } from './group-name.ts';
import { walkGroups, type Group, type Walk } from './group-walk.ts';
import { groupValues, type GroupValue } from './group-values.ts';
import { findHierarchy } from './hierarchy.ts';

/** The plugin in the names of the series. */
const plugin = 'cgroup';

export interface CgroupParts extends EvenRoundsParts {
  /** Usually `/sys/fs/cgroup`. */
  readonly root: string;
  /** The host of the series; collectd's COLLECTD_HOSTNAME. */
  readonly host: string;
  /** The names of the groups to give to collectd; empty for all. */
  readonly only: readonly Glob[];
  /** Groups that are read in one round. */
  readonly maxGroups: number;
  /** Memory of this machine in bytes. */
  readonly machineBytes: number;
  /** Maximum number of processes and threads of this machine. */
  readonly machinePids: number;
  readonly labels: ContainerLabels;
  readonly output: Pick<Output, 'putValues'>;
  readonly log: TransitionLog;
}

/** Gives the use of all groups to collectd, one round an interval, until the signal is aborted. */
export async function runCgroupRounds(parts: CgroupParts, signal: AbortSignal): Promise<void> {
  const rounds = new CgroupRounds(parts);
  await runEvenRounds(parts, () => rounds.round(), signal);
}

/** The rounds over the groups, which are found anew each time: they come and go. */
export class CgroupRounds {
  readonly #parts: CgroupParts;
  readonly #tree: LogSubject;
  readonly #bound: LogSubject;
  readonly #names: LogSubject;
  /** The path of each group by its name, so that the one that had a name first keeps it. */
  #paths = new Map<string, string>();

  constructor(parts: CgroupParts) {
    this.#parts = parts;
    this.#tree = parts.log.subject(parts.root);
    this.#bound = parts.log.subject(`the number of groups in ${parts.root}`);
    this.#names = parts.log.subject(`the names in ${parts.root}`);
  }

  /** Reads all groups and gives their values to collectd. A hierarchy that cannot be read is logged once. */
  async round(): Promise<void> {
    const walk = await this.#walk();
    if (!walk) return;
    this.#complain(walk);
    const { labels, only } = this.#parts;
    labels.begin();
    const named = this.#named(walk.groups);
    for (const [name, group] of named)
      if (only.length === 0 || only.some((glob) => glob.test(name))) this.#put(name, groupValues(group));
    this.#put(undefined, [{ type: 'gauge', typeInstance: 'groups', value: named.size }]);
    labels.forget(new Set(walk.groups.flatMap(({ path }) => idsOf(path))));
  }

  async #walk(): Promise<Walk | undefined> {
    const { root } = this.#parts;
    try {
      const hierarchy = findHierarchy(root);
      if (!hierarchy) {
        this.#tree.failing('has no control groups with the controller of memory, of version 2 or 1');
        return undefined;
      }
      const walk = await walkGroups(hierarchy, this.#parts);
      this.#tree.recovered();
      return walk;
    } catch (error) {
      this.#tree.failing(`cannot be read: ${describeError(error)}`);
      return undefined;
    }
  }

  #complain({ isCut, unreadable }: Walk): void {
    const { maxGroups } = this.#parts;
    if (isCut) this.#bound.failing(`is above ${maxGroups}; the others are left out (--max-groups)`);
    else this.#bound.recovered();
    if (unreadable > 0) this.#names.failing('are not all valid Unicode; those groups are left out');
    else this.#names.recovered();
  }

  /** The groups by their names. Of two with one name, the later one is told apart by its path. */
  #named(groups: readonly Group[]): ReadonlyMap<string, Group> {
    const named = new Map<string, Group>();
    const paths = new Map<string, string>();
    const living = new Set(groups.map(({ path }) => path.join('/')));
    for (const group of groups) {
      const path = group.path.join('/');
      const name = groupName(group.path, (id) => this.#parts.labels.labelOf(id));
      const owner = this.#paths.get(name);
      const isTaken = paths.has(name) || (owner !== undefined && owner !== path && living.has(owner));
      const own = isTaken ? distinctName(name, group.path) : name;
      named.set(own, group);
      paths.set(own, path);
    }
    this.#paths = paths;
    return named;
  }

  #put(pluginInstance: string | undefined, values: readonly GroupValue[]): void {
    const { host, output, now, intervalSeconds } = this.#parts;
    const time = now();
    for (const { type, typeInstance, value } of values) {
      const instance = pluginInstance === undefined ? {} : { pluginInstance };
      const identifier = { host, plugin, ...instance, type, typeInstance };
      output.putValues({ identifier, time, intervalSeconds, values: [value] });
    }
  }
}

/** The ids of the containers on a path. */
function idsOf(path: readonly string[]): readonly string[] {
  return path.flatMap((part) => /[0-9a-f]{64}/.exec(part)?.[0] ?? []);
}
