import { type ConfFiles, readConfFiles } from './conf-files.ts';
import type { ConfItem } from './conf-text.ts';

/** A program that the exec plugin starts. */
export interface ExecProgram {
  readonly kind: 'exec' | 'notificationexec';
  /** The user and, behind a colon, the group. */
  readonly user: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly item: ConfItem;
}

/** collectd's configuration, as far as dma depends on it. */
export class CollectdConf {
  readonly path: string;
  readonly #read: ConfFiles;

  constructor(path: string, read: ConfFiles = readConfFiles(path)) {
    this.path = path;
    this.#read = read;
  }

  /** True when the main file itself could be read. */
  get isReadable(): boolean {
    return this.#read.files.length > 0;
  }

  get files(): readonly string[] {
    return this.#read.files;
  }

  /** Included files that may hold what is looked for, and could not be read. */
  get unreadable(): ConfFiles['unreadable'] {
    return this.#read.unreadable;
  }

  /** True when a LoadPlugin line names the plugin, or a block of it is there and AutoLoadPlugin is set. */
  loads(plugin: string): boolean {
    const isOf = ({ values }: ConfItem): boolean => values[0]?.toLowerCase() === plugin;
    const isAutomatic = /^(true|yes|on)$/i.test(this.global('autoloadplugin')?.values[0] ?? '');
    return this.items('loadplugin').some(isOf) || (isAutomatic && this.items('plugin').some(isOf));
  }

  /** The items of all blocks of a plugin. */
  plugin(plugin: string): readonly ConfItem[] {
    return this.items('plugin')
      .filter(({ values }) => values[0]?.toLowerCase() === plugin)
      .flatMap(({ children }) => children ?? []);
  }

  /** All items of the outermost level. @param key in lower case */
  items(key: string): readonly ConfItem[] {
    return this.#read.items.filter((item) => item.key === key);
  }

  /** The item that counts: the last. @param key in lower case */
  global(key: string): ConfItem | undefined {
    return this.items(key).at(-1);
  }

  /** The SocketFile of the unixsock plugin; undefined where it is not loaded. */
  get socket(): string | undefined {
    if (!this.loads('unixsock')) return undefined;
    const file = this.plugin('unixsock').findLast(({ key }) => key === 'socketfile')?.values[0];
    return file ?? '/var/run/collectd-unixsock';
  }

  /** The files of TypesDB; undefined where collectd takes its own. */
  get typesDb(): readonly string[] | undefined {
    const files = this.items('typesdb').flatMap(({ values }) => values);
    return files.length > 0 ? files : undefined;
  }

  /** The programs that the exec plugin starts, if it is loaded. */
  get programs(): readonly ExecProgram[] {
    return this.plugin('exec').flatMap((item) => {
      const [user, program, ...args] = item.values;
      if ((item.key !== 'exec' && item.key !== 'notificationexec') || !user || !program) return [];
      return [{ kind: item.key, user, program, args, item }];
    });
  }
}

/** Names the place of an item, as editors take it. */
export function placeOf({ file, line }: Pick<ConfItem, 'file' | 'line'>): string {
  return `${file}:${line}`;
}
