import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { parseDocument, type Document } from 'yaml';
import { packageRoot } from '../package-root.ts';

export interface PrivateConfOptions {
  /** The folder with the shipped dma.yaml and collectd.conf.d (default: conf). */
  readonly conf?: string;
  /** Changes to the shipped dma.yaml, beyond ports and paths. */
  readonly configure?: (config: Document) => void;
  /** The shipped files of collectd.conf.d to use (default: all). */
  readonly shippedFiles?: readonly string[];
  /** Texts of the shipped files of collectd.conf.d to exchange, beyond ports and paths. */
  readonly exchanges?: readonly (readonly [string, string])[];
  /** The operator's own files in collectd.conf.d; `$DIRECTORY` stands for the stack's directory. */
  readonly ownFiles?: Readonly<Record<string, string>>;
  /** The name of collectd's socket in the stack's directory (default: collectd-unixsock). */
  readonly socketName?: string;
  /** More lines for the private collectd.conf; `$DIRECTORY` stands for the stack's directory. */
  readonly collectdConf?: string;
  /** More files in the stack's directory, readable by everybody. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The paths of a private stack. */
export interface PrivateConf {
  /** The configuration to start collectd with. */
  readonly collectdConf: string;
  /** The private copy of dma.yaml. */
  readonly configFile: string;
  /** collectd's socket. */
  readonly socket: string;
  readonly spool: string;
  /** Where the log notifier writes. */
  readonly logFile: string;
}

/** The user and group `nobody` of every Debian. */
const nobody = 65_534;

/**
 * Writes the files from conf/ into a directory, unchanged except for ports, paths and the user. As root, collectd's
 * programs run as `nobody`.
 */
export function writePrivateConf(
  directory: string,
  redisPort: number,
  options: PrivateConfOptions,
): PrivateConf {
  const isRoot = process.getuid?.() === 0;
  const spool = join(directory, 'spool');
  const logs = join(directory, 'log');
  const shipped = join(packageRoot, options.conf ?? 'conf');
  for (const folder of [spool, logs]) {
    mkdirSync(folder, { mode: 0o755 });
    if (isRoot) chownSync(folder, nobody, nobody);
  }
  const socket = join(directory, options.socketName ?? 'collectd-unixsock');
  const user = isRoot ? 'nobody' : userInfo().username;
  const confFolder = join(directory, 'collectd.conf.d');
  const texts = exchanged(shippedFiles(shipped), [
    [
      'SocketGroup "collectd-dma"',
      `SocketGroup "${isRoot ? 'nogroup' : execFileSync('id', ['-gn']).toString().trim()}"`,
    ],
    ['"collectd-dma"', `"${user}"`],
    ['Port "6379"', `Port "${redisPort}"`],
    ['"/var/run/collectd-unixsock"', `"${socket}"`],
    ...(options.exchanges ?? []),
  ]);
  mkdirSync(confFolder);
  for (const [name, text] of texts)
    if (options.shippedFiles?.includes(name) ?? true) writeFileSync(join(confFolder, name), text);
  for (const [name, text] of Object.entries(options.ownFiles ?? {}))
    writeFileSync(join(confFolder, name), text.replaceAll('$DIRECTORY', directory));
  const logFile = join(logs, 'log_notify.log');
  const config = parseDocument(readFileSync(join(shipped, 'dma.yaml'), 'utf8'));
  config.setIn(['redis'], config.createNode({ url: `redis://127.0.0.1:${redisPort}` }));
  config.setIn(['cache'], config.createNode({ unixsock: socket }));
  config.setIn(['spool'], spool);
  config.setIn(['notifiers', 'log'], config.createNode({ file: logFile }));
  options.configure?.(config);
  const configFile = join(directory, 'dma.yaml');
  writeFileSync(configFile, config.toString());
  for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(directory, name), text);
  const collectdConf = join(directory, 'collectd.conf');
  const more = (options.collectdConf ?? '').replaceAll('$DIRECTORY', directory);
  writeFileSync(collectdConf, mainConf(directory) + more);
  return { collectdConf, configFile, socket, spool, logFile };
}

/** Reads the files of collectd.conf.d by their names. A folder without a file for the socket uses that of conf/. */
function shippedFiles(shipped: string): Map<string, string> {
  const folder = join(shipped, 'collectd.conf.d');
  return new Map(
    [...new Set([...readdirSync(folder), 'dma-unixsock.conf'])].map((name) => {
      const path = join(folder, name);
      const found = existsSync(path) ? path : join(packageRoot, 'conf/collectd.conf.d', name);
      return [name, readFileSync(found, 'utf8')];
    }),
  );
}

/** Exchanges every occurrence in all files; throws when there is no occurrence, because conf/ has changed. */
function exchanged(
  files: ReadonlyMap<string, string>,
  exchanges: readonly (readonly [string, string])[],
): Map<string, string> {
  const texts = new Map(files);
  for (const [from, to] of exchanges) {
    const holders = [...texts].filter(([, text]) => text.includes(from));
    if (holders.length === 0) throw new Error(`conf/ no longer has ${from}`);
    for (const [name, text] of holders) texts.set(name, text.replaceAll(from, to));
  }
  return texts;
}

/** The minimum of a system's own collectd.conf. */
function mainConf(directory: string): string {
  return `Hostname "localhost"
FQDNLookup false
BaseDir "${directory}"
PIDFile "${join(directory, 'collectd.pid')}"
Interval 10
LoadPlugin logfile
<Plugin logfile>
  LogLevel info
  File "STDERR"
  Timestamp true
</Plugin>
Include "${join(directory, 'collectd.conf.d/*.conf')}"
`;
}
