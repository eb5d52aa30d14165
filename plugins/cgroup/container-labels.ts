import { readdirSync } from 'node:fs';
import { readBounded } from '../files/bounded-file.ts';

/** Where container runtimes keep the names of containers. What is not there, or not readable, counts as empty. */
export interface LabelPlaces {
  /** Lines `<id> <name>`, for what only root can read. */
  readonly namesFile?: string | undefined;
  /** Docker's folder of containers. */
  readonly docker: string;
  /** The list of Podman and CRI-O. */
  readonly podman: string;
  /** The kubelet's links `<pod>_<namespace>_<container>-<id>.log`. */
  readonly kubernetes: string;
}

/** The places of a machine, for {@link ContainerLabels}. */
export const usualPlaces: LabelPlaces = {
  docker: '/var/lib/docker/containers',
  podman: '/var/lib/containers/storage/overlay-containers/containers.json',
  kubernetes: '/var/log/containers',
};

const maxBytes = 4 * 2 ** 20;

/**
 * The names of containers by their ids. A name that is once known is kept until {@link forget}, so that a series keeps
 * its own; one that is not known is looked for again in each round.
 */
export class ContainerLabels {
  readonly #places: LabelPlaces;
  readonly #known = new Map<string, string>();
  #lists: ReadonlyMap<string, string> | undefined;

  constructor(places: LabelPlaces) {
    this.#places = places;
  }

  /** Begins a round: lists are read again when a container without a name is met. */
  begin(): void {
    this.#lists = undefined;
  }

  /** The name of a container. @param id 64 hexadecimal digits */
  labelOf(id: string): string | undefined {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    this.#lists ??= this.#readLists();
    const found = this.#lists.get(id) ?? this.#lists.get(id.slice(0, 12)) ?? this.#dockerName(id);
    if (found !== undefined) this.#known.set(id, found);
    return found;
  }

  /** Forgets all containers but these. */
  forget(living: ReadonlySet<string>): void {
    for (const id of this.#known.keys()) if (!living.has(id)) this.#known.delete(id);
  }

  #readLists(): ReadonlyMap<string, string> {
    const { namesFile, podman, kubernetes } = this.#places;
    const given =
      namesFile === undefined ? [] : textOf(namesFile).matchAll(/^([0-9a-f]{12,64})[ \t]+(\S+)/gm);
    return new Map([
      ...kubernetesNames(kubernetes),
      ...podmanNames(podman),
      ...Array.from(given, ([, id, name]) => [id!, name!] as const),
    ]);
  }

  #dockerName(id: string): string | undefined {
    const name = fieldsOf(parsed(textOf(`${this.#places.docker}/${id}/config.v2.json`)))['Name'];
    return typeof name === 'string' && name.length > 1 ? name.replace(/^\//, '') : undefined;
  }
}

function kubernetesNames(folder: string): (readonly [string, string])[] {
  let links: string[];
  try {
    links = readdirSync(folder);
  } catch {
    return [];
  }
  return links.flatMap((link) => {
    const [, name, id] = /^(.+)-([0-9a-f]{64})\.log$/.exec(link) ?? [];
    return name === undefined ? [] : [[id!, name] as const];
  });
}

function podmanNames(file: string): (readonly [string, string])[] {
  const list = parsed(textOf(file));
  if (!Array.isArray(list)) return [];
  return list.map(fieldsOf).flatMap(({ id, names }) => {
    const name: unknown = Array.isArray(names) ? names[0] : undefined;
    return typeof id === 'string' && typeof name === 'string' && name !== '' ? [[id, name] as const] : [];
  });
}

function textOf(file: string): string {
  try {
    return readBounded(file, { maxBytes }).toString();
  } catch {
    return '';
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
