import { finish, sliceSize, type SlicedWork } from '../process/sliced-work.ts';
import {
  hostOf,
  IdentifierError,
  isOwnName,
  parseIdentifier,
  type Identifier,
} from '../collectd/identifier.ts';

/** An identifier, and the name under which Redis and collectd's cache have its series. */
export interface NamedSeries extends Identifier {
  readonly name: string;
}

/** Names that have come and gone between two looks; none of our own. */
export interface NameChanges {
  readonly added: readonly string[];
  readonly gone: ReadonlySet<string>;
}

/**
 * Reads the name of a series.
 *
 * @throws IdentifierError
 */
export function readName(name: string): NamedSeries {
  return readSharing(name, (text) => text);
}

/** As {@link readName}. @param shared makes equal texts one */
function readSharing(name: string, shared: (text: string) => string): NamedSeries {
  const { host, plugin, pluginInstance, type, typeInstance } = parseIdentifier(name);
  return {
    name,
    host: shared(host),
    plugin: shared(plugin),
    ...(pluginInstance !== undefined && { pluginInstance: shared(pluginInstance) }),
    type: shared(type),
    ...(typeInstance !== undefined && { typeInstance: shared(typeInstance) }),
  };
}

/** Texts that are kept in order to be shared; of more, all are forgotten, for names come and go. */
const maxShared = 20_000;

/**
 * The series of a store except our own.
 *
 * A store may hold a million names. Only what has changed is looked at, and a name is parsed when it is asked for.
 */
export class SeriesNames {
  /** The meaning of each name; undefined until it is asked for. */
  readonly #read = new Map<string, NamedSeries | IdentifierError | undefined>();
  readonly #byHost = new Map<string, string[]>();
  readonly #shared = new Map<string, string>();

  /** @param names see {@link update} (default: none) */
  constructor(names: readonly string[] = []) {
    this.update(names);
  }

  /** @param names all that there are now, each once */
  update(names: readonly string[]): NameChanges {
    return finish(this.updating(names));
  }

  /** As {@link update}. */
  *updating(names: readonly string[]): SlicedWork<NameChanges> {
    const added: string[] = [];
    let known = 0;
    // By their places: a pair for each of very many would be much garbage at each look.
    for (let place = 0; place < names.length; place++) {
      if (place % sliceSize === 0) yield;
      const name = names[place]!;
      if (isOwnName(name)) continue;
      if (this.#read.has(name)) known++;
      else added.push(name);
    }
    const gone = known < this.#read.size ? this.#remove(new Set(names)) : new Set<string>();
    for (const [place, name] of added.entries()) {
      if (place % sliceSize === 0) yield;
      this.#read.set(name, undefined);
      const host = hostOf(name);
      const siblings = this.#byHost.get(host);
      if (siblings) siblings.push(name);
      else this.#byHost.set(host, [name]);
    }
    return { added, gone };
  }

  /** All of them, in the order of their arrival; without names that are not identifiers. */
  get all(): readonly NamedSeries[] {
    return this.#valid([...this.#read.keys()]);
  }

  /** The series of a name, the same object each time, or the reason why it is no identifier. */
  read(name: string): NamedSeries | IdentifierError {
    const known = this.#read.get(name);
    if (known) return known;
    const read = readOrRefuse(name, this.#share);
    if (this.#read.has(name)) this.#read.set(name, read);
    return read;
  }

  /** The hosts of all names, also of names that are not identifiers. */
  get hosts(): Iterable<string> {
    return this.#byHost.keys();
  }

  /** The names of one host, unread: a name may be no identifier. */
  namesOf(host: string): readonly string[] {
    return this.#byHost.get(host) ?? [];
  }

  /** The series of one host; empty for an unknown host. */
  ofHost(host: string): readonly NamedSeries[] {
    return this.#valid(this.#byHost.get(host) ?? []);
  }

  /** The parts of many names are the same few texts. */
  readonly #share = (text: string): string => {
    const known = this.#shared.get(text);
    if (known !== undefined) return known;
    if (this.#shared.size >= maxShared) this.#shared.clear();
    this.#shared.set(text, text);
    return text;
  };

  #valid(names: readonly string[]): NamedSeries[] {
    return names.flatMap((name) => {
      const read = this.read(name);
      return read instanceof IdentifierError ? [] : [read];
    });
  }

  #remove(present: ReadonlySet<string>): ReadonlySet<string> {
    const gone = new Set<string>();
    for (const name of this.#read.keys()) if (!present.has(name)) gone.add(name);
    for (const host of new Set([...gone].map(hostOf))) {
      const left = this.#byHost.get(host)!.filter((name) => !gone.has(name));
      if (left.length > 0) this.#byHost.set(host, left);
      else this.#byHost.delete(host);
    }
    for (const name of gone) this.#read.delete(name);
    return gone;
  }
}

function readOrRefuse(name: string, shared: (text: string) => string): NamedSeries | IdentifierError {
  try {
    return readSharing(name, shared);
  } catch (error) {
    if (error instanceof IdentifierError) return error;
    throw error;
  }
}
