import { Glob } from '../collectd/glob.ts';
import { fieldsOf, isNameOf } from '../collectd/identifier.ts';
import { IdentifierPattern } from '../collectd/identifier-pattern.ts';
import type { TargetConfig } from '../config/target-config.ts';
import { otherUnitReason } from './other-unit.ts';
import type { Reason } from './reason.ts';

/** A host without a living series of a target, although it could have one. */
export interface Absence {
  readonly host: string;
  readonly reason: Reason;
  /** A series that shows it. Where it is no longer written, the host is gone, and there is no absence. */
  readonly witness: string;
  /**
   * True when other hosts may lack the series on purpose, so that it only explains why a target has no series at all.
   */
  readonly isWeak: boolean;
}

/** Plugins that read what every machine has. */
const machinePlugins: ReadonlySet<string> = new Set(['cpu', 'df', 'load', 'memory']);
/** Plugins that show that a host is a machine, and not a switch that another host asks. */
const machineSigns: readonly string[] = [...machinePlugins, 'processes', 'swap', 'uptime', 'users'];

/** Explains why hosts have no series of a target, from the names of their series. */
export class AbsenceFinder {
  readonly #pattern: IdentifierPattern;
  readonly #ofType: IdentifierPattern;
  readonly #host: Glob;
  readonly #others: readonly IdentifierPattern[];
  /** By the list of a host's names, which grows in place and is another one after a name has gone. */
  readonly #known = new WeakMap<readonly string[], { length: number; absence: Absence | undefined }>();

  /** @param others the other targets: a host that one of them predicts by the same plugin lacks nothing */
  constructor({ series }: TargetConfig, others: readonly TargetConfig[]) {
    this.#pattern = new IdentifierPattern(series);
    this.#ofType = this.#pattern.ofType;
    this.#host = new Glob(this.#pattern.hostField);
    this.#others = others
      .flatMap((other) => [other.series, ...other.addends])
      .map((text) => new IdentifierPattern(text));
  }

  /**
   * Explains why a host has no series of the target. Undefined when nothing suggests that it should have one.
   *
   * @param names of its living series; of these, the target matches none
   */
  ofHost(host: string, names: readonly string[]): Absence | undefined {
    const known = this.#known.get(names);
    if (known?.length === names.length) return known.absence;
    const absence = this.#find(host, names);
    this.#known.set(names, { length: names.length, absence });
    return absence;
  }

  #find(host: string, names: readonly string[]): Absence | undefined {
    const pattern = this.#pattern;
    const { plugin } = pattern;
    if (plugin === undefined) return undefined;
    const mates = names.filter((name) => isNameOf(name, host, plugin));
    if (mates.length === 0) return this.withoutPlugin(host, names);
    const anyHost = pattern.onAnyHost();
    const leftOut = mates.find((name) => anyHost.match(name));
    if (leftOut !== undefined)
      return { host, witness: leftOut, isWeak: true, reason: otherHostReason(leftOut, pattern) };
    if (mates.some((name) => this.#others.some((other) => other.match(name)))) return undefined;
    const absence = amongMates(pattern, mates);
    return { host, ...absence, isWeak: absence.isWeak || !this.#host.test(host) };
  }

  /** The names of a host without the target's and those that collectd writes together with them: all have ended. */
  withoutEnded(names: readonly string[]): readonly string[] {
    return names.filter((name) => !this.#ofType.match(name));
  }

  /** The same for a host of which no living series of the target's plugin is known. */
  withoutPlugin(host: string, names: readonly string[]): Absence | undefined {
    const { plugin } = this.#pattern;
    if (plugin === undefined || !machinePlugins.has(plugin) || !this.#host.test(host)) return undefined;
    const witness = names.find((name) =>
      machineSigns.some((sign) => sign !== plugin && isNameOf(name, host, sign)),
    );
    if (witness === undefined) return undefined;
    const cause = `there is ${fieldsOf(witness)}, and no series of the ${plugin} plugin`;
    return { host, witness, isWeak: false, reason: { kind: 'no-plugin', cause, cure: loadCure(plugin) } };
  }
}

/** Explains the absence by series of the same plugin that the target does not match. */
function amongMates(pattern: IdentifierPattern, mates: readonly string[]): Omit<Absence, 'host'> {
  const { plugin, pluginField } = pattern;
  const anyInstance = pattern.onAnyInstance();
  const instance = pluginField === plugin ? mates.find((name) => anyInstance.match(name)) : undefined;
  if (instance !== undefined) {
    const cure = `take series: "${anyInstance.text}", and the like as capacity`;
    return {
      witness: instance,
      isWeak: false,
      reason: { kind: 'other-instance', cause: `there is ${fieldsOf(instance)}`, cure },
    };
  }
  const ofField = new IdentifierPattern(`*/${pluginField}/*`);
  const near = mates.filter((name) => ofField.match(name));
  const other = otherUnitReason(pattern, near);
  if (other) return { ...other, isWeak: false };
  const [witness = mates[0]!] = near;
  // Which queues or processes there are differs from host to host.
  const isWeak = near.length === 0 || !machinePlugins.has(plugin!);
  return { witness, isWeak, reason: otherNamesReason(witness, near) };
}

/** The cure where collectd does not load a plugin. */
export function loadCure(plugin: string): string {
  return `let collectd load the ${plugin} plugin there`;
}

function otherHostReason(name: string, pattern: IdentifierPattern): Reason {
  const { pluginField, typeField } = pattern;
  return {
    kind: 'other-host',
    cause: `there is ${name}, whose host ${pattern.text} leaves out`,
    cure: `take series: "*/${pluginField}/${typeField}"`,
  };
}

/** States of memory on the BSDs and macOS. */
const bsdStates = ['memory-active', 'memory-wired'];

function otherNamesReason(name: string, near: readonly string[]): Reason {
  const isBsd = bsdStates.every((state) => near.some((one) => one.endsWith(`/memory/${state}`)));
  const series = isBsd
    ? `["*/memory/memory-active", "*/memory/memory-wired"], capacity: "*/memory/memory-*"`
    : `"*/${fieldsOf(name)}"`;
  return {
    kind: 'other-names',
    cause: `of that plugin there is ${fieldsOf(name)}`,
    cure: `does a selection leave it out? Or give these names a target, series: ${series}`,
  };
}
