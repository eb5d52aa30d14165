import type { Identifier } from '../../plugins/collectd/identifier.ts';
import type { CollectdConf } from './collectd-conf.ts';
import type { ConfItem } from './conf-text.ts';

/** The answer to a question about collectd's filter chains; `maybe` where it depends on the value or its time. */
export type Answer = 'yes' | 'no' | 'maybe';

/** The way of a value list through the filter chains. */
export interface ChainWay {
  /** Tells if the writer gets it. */
  readonly reaches: Answer;
  /** The item that keeps it away, where the answer is no. */
  readonly obstacle: ConfItem | undefined;
}

/** A possible state of a value list within a chain. */
interface State {
  readonly flow: 'continue' | 'return' | 'stop';
  readonly isWritten: boolean;
  /** False when a target has changed its identifier. */
  readonly isNamed: boolean;
  readonly obstacle: ConfItem | undefined;
}

const start: State = { flow: 'continue', isWritten: false, isNamed: true, obstacle: undefined };
/** Chains may jump in a circle. */
const maxDepth = 16;

/**
 * Follows a value list through the chains before and behind the cache (collectd.conf(5), FILTER CONFIGURATION).
 *
 * @param writer a name such as `threshold` or `write_redis/dma`
 */
export function wayThroughChains(conf: CollectdConf, identifier: Identifier, writer: string): ChainWay {
  const walk = new ChainWalk(conf, identifier, writer);
  const before = walk.chain(chainName(conf, 'precachechain', 'PreCache'), [start]);
  const name = chainName(conf, 'postcachechain', 'PostCache');
  const goingOn = before
    .filter(({ flow }) => flow !== 'stop')
    .map((state) => ({ ...state, flow: 'continue' as const }));
  // Without a chain, every writer gets everything.
  const behind = walk.has(name)
    ? walk.chain(name, goingOn)
    : goingOn.map((state) => ({ ...state, isWritten: true }));
  const states = [...before.filter(({ flow }) => flow === 'stop'), ...behind];
  const written = states.filter(({ isWritten }) => isWritten).length;
  if (written === states.length) return { reaches: 'yes', obstacle: undefined };
  if (written > 0) return { reaches: 'maybe', obstacle: undefined };
  const obstacle = states.find((state) => state.obstacle !== undefined)?.obstacle ?? walk.find(name);
  return { reaches: 'no', obstacle };
}

function chainName(conf: CollectdConf, option: string, usual: string): string {
  return conf.global(option)?.values[0] ?? usual;
}

class ChainWalk {
  readonly #conf: CollectdConf;
  readonly #identifier: Identifier;
  readonly #writer: string;

  constructor(conf: CollectdConf, identifier: Identifier, writer: string) {
    this.#conf = conf;
    this.#identifier = identifier;
    this.#writer = writer;
  }

  has(name: string): boolean {
    return this.find(name) !== undefined;
  }

  find(name: string): ConfItem | undefined {
    return this.#conf.items('chain').find(({ values }) => values[0]?.toLowerCase() === name.toLowerCase());
  }

  /** Each of these states, behind the chain. */
  chain(name: string, states: readonly State[], depth = 0): readonly State[] {
    const items = this.find(name)?.children;
    if (items === undefined || depth > maxDepth) return states;
    let now = states;
    for (const rule of items.filter(({ key }) => key === 'rule')) now = this.#rule(rule, now, depth);
    const targets = items.filter(({ key }) => key === 'target');
    // The end of this chain is not the end of the one that has jumped to it.
    return this.#targets(targets, now, depth).map((state) =>
      state.flow === 'return' ? { ...state, flow: 'continue' } : state,
    );
  }

  #rule(rule: ConfItem, states: readonly State[], depth: number): readonly State[] {
    const items = rule.children ?? [];
    const targets = items.filter(({ key }) => key === 'target');
    const answers = items.filter(({ key }) => key === 'match');
    return distinct(
      states.flatMap((state) => {
        if (state.flow !== 'continue') return state;
        const all = answers.map((match) => (state.isNamed ? this.#matches(match) : 'maybe'));
        if (all.includes('no')) return state;
        const behind = this.#targets(targets, [state], depth);
        return all.includes('maybe') ? [state, ...behind] : behind;
      }),
    );
  }

  #targets(targets: readonly ConfItem[], states: readonly State[], depth: number): readonly State[] {
    let now = states;
    for (const target of targets)
      now = distinct(
        now.flatMap((state) => (state.flow === 'continue' ? this.#target(target, state, depth) : state)),
      );
    return now;
  }

  #target(target: ConfItem, state: State, depth: number): readonly State[] {
    switch (target.values[0]?.toLowerCase()) {
      case 'stop':
        return [
          { ...state, flow: 'stop', obstacle: state.isWritten ? undefined : (state.obstacle ?? target) },
        ];
      case 'return':
        return [{ ...state, flow: 'return' }];
      case 'jump':
        return this.chain(valuesOf(target, 'chain')[0] ?? '', [state], depth + 1);
      case 'write': {
        const plugins = valuesOf(target, 'plugin');
        const isOurs =
          plugins.length === 0 || plugins.some((plugin) => plugin.toLowerCase() === this.#writer);
        return [
          isOurs
            ? { ...state, isWritten: true, obstacle: undefined }
            : { ...state, obstacle: state.isWritten ? undefined : target },
        ];
      }
      case 'replace':
      case 'set':
        return [{ ...state, isNamed: false }];
      case undefined:
      default:
        return [state];
    }
  }

  #matches(match: ConfItem): Answer {
    if (match.values[0]?.toLowerCase() !== 'regex') return 'maybe';
    const { host, plugin, pluginInstance = '', type, typeInstance = '' } = this.#identifier;
    const fields: Readonly<Record<string, string>> = {
      host,
      plugin,
      plugininstance: pluginInstance,
      type,
      typeinstance: typeInstance,
    };
    const items = match.children ?? [];
    const answers = items.flatMap(({ key, values }) => {
      const field = fields[key];
      if (field === undefined) return key === 'invert' ? [] : 'maybe';
      return values.map((pattern) => matchesPattern(pattern, field));
    });
    if (answers.includes('maybe')) return 'maybe';
    const isInverted = items.some(
      ({ key, values }) => key === 'invert' && /^(true|yes|on)$/i.test(values[0] ?? ''),
    );
    return answers.includes('no') === isInverted ? 'yes' : 'no';
  }
}

/** POSIX extended expressions are close enough to JavaScript's; one that is not may match. */
function matchesPattern(pattern: string, text: string): Answer {
  try {
    return new RegExp(pattern).test(text) ? 'yes' : 'no';
  } catch {
    return 'maybe';
  }
}

function valuesOf({ children = [] }: ConfItem, key: string): readonly string[] {
  return children.filter((item) => item.key === key).flatMap(({ values }) => values);
}

/** Each kind of state once, so that there are a dozen at most. */
function distinct(states: readonly State[]): readonly State[] {
  const kinds = new Map(states.map((state) => [`${state.flow} ${state.isWritten} ${state.isNamed}`, state]));
  return [...kinds.values()];
}
