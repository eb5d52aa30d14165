import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseDocument, type Document } from 'yaml';
import { OutsideError } from './outside-error.ts';
import { packageRoot } from './package-root.ts';
import { makeReachable } from './reachable-program.ts';

export interface PrivateStackOptions {
  /** Changes to the shipped dma.yaml, beyond ports and paths. */
  readonly configure?: (config: Document) => void;
  /** How often memory is read (default: as shipped). */
  readonly memoryIntervalSeconds?: number;
  /** More of collectd's environment, such as OS_PASSWORD. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A Redis and a collectd of our own, with the files from conf/. */
export interface PrivateStack {
  readonly directory: string;
  readonly redisPort: number;
  /** collectd's socket. */
  readonly socket: string;
  /** The private copy of dma.yaml. */
  readonly configFile: string;
  readonly spool: string;
  /** Where the log notifier writes. */
  readonly logFile: string;
  /** What collectd and its children have said so far. */
  collectdLog(): string;
  /** Ends both and removes the directory. */
  stop(): Promise<void>;
}

const startSeconds = 20;

/**
 * Starts redis-server and collectd on a free port of the loopback interface and in a directory of their own. Nothing
 * of the system's own collectd or Redis is touched. As root, collectd runs its programs as `nobody`.
 *
 * @throws OutsideError when one of them is not installed or does not start
 */
export async function startPrivateStack(options: PrivateStackOptions = {}): Promise<PrivateStack> {
  const directory = mkdtempSync(join(tmpdir(), 'collectd-dma-'));
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const child of children.splice(0).reverse()) await end(child);
    rmSync(directory, { recursive: true, force: true });
  };
  const atExit = (): void => {
    for (const child of children) child.kill('SIGTERM');
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', atExit);
  try {
    chmodSync(directory, 0o755);
    const redisPort = await freePort();
    const paths = prepareFiles(directory, redisPort, options);
    children.push(start('redis-server', ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--dir', directory], join(directory, 'redis.log')));
    await until('redis-server', children, () => accepts(redisPort), join(directory, 'redis.log'));
    const collectdLog = join(directory, 'collectd.log');
    const env = { ...process.env, ...options.env, PATH: `${paths.bin}${delimiter}${process.env['PATH']}${delimiter}/usr/sbin`, DMA_CONFIG: paths.configFile, DMA_SPOOL: paths.spool };
    children.push(start('collectd', ['-f', '-C', paths.collectdConf], collectdLog, env));
    await until('collectd', children, () => Promise.resolve(existsSync(paths.socket)), collectdLog);
    return {
      directory,
      redisPort,
      socket: paths.socket,
      configFile: paths.configFile,
      spool: paths.spool,
      logFile: paths.logFile,
      collectdLog: () => readFileSync(collectdLog, 'utf8'),
      stop: async () => {
        process.removeListener('exit', atExit);
        await stop();
      },
    };
  } catch (error) {
    process.removeListener('exit', atExit);
    await stop();
    throw error;
  }
}

function prepareFiles(directory: string, redisPort: number, { configure, memoryIntervalSeconds }: PrivateStackOptions) {
  const isRoot = process.getuid?.() === 0;
  const spool = join(directory, 'spool');
  const logs = join(directory, 'log');
  for (const folder of [spool, logs]) {
    mkdirSync(folder, { mode: 0o755 });
    // The user and group `nobody` of every Debian.
    if (isRoot) chownSync(folder, 65_534, 65_534);
  }
  const socket = join(directory, 'collectd-unixsock');
  const shipped = readFileSync(join(packageRoot, 'conf/collectd.conf.d/dma.conf'), 'utf8');
  let conf = replace(shipped, 'SocketGroup "collectd-dma"', `SocketGroup "${userInfo().gid}"`);
  conf = replace(conf, '"collectd-dma"', `"${isRoot ? 'nobody' : userInfo().username}"`);
  conf = replace(conf, 'Port "6379"', `Port "${redisPort}"`);
  conf = replace(conf, '"/var/run/collectd-unixsock"', `"${socket}"`);
  if (memoryIntervalSeconds !== undefined) conf = replace(conf, 'Interval 1\n', `Interval ${memoryIntervalSeconds}\n`);
  mkdirSync(join(directory, 'collectd.conf.d'));
  writeFileSync(join(directory, 'collectd.conf.d/dma.conf'), conf);

  const config = parseDocument(readFileSync(join(packageRoot, 'conf/dma.yaml'), 'utf8'));
  const logFile = join(logs, 'log_notify.log');
  config.setIn(['redis', 'url'], `redis://127.0.0.1:${redisPort}`);
  config.setIn(['spool'], spool);
  config.setIn(['notifiers', 'log'], config.createNode({ file: logFile }));
  configure?.(config);
  const configFile = join(directory, 'dma.yaml');
  writeFileSync(configFile, config.toString());

  const collectdConf = join(directory, 'collectd.conf');
  writeFileSync(collectdConf, mainConf(directory));
  return { bin: makeReachable(directory), socket, spool, logFile, configFile, collectdConf };
}

/** The little that a system's own collectd.conf would have. */
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

/** Replaces every occurrence; one that is not there means that conf/ and this file have grown apart. */
function replace(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`conf/ no longer has ${from}`);
  return text.replaceAll(from, to);
}

/**
 * In a process group of its own, so that Ctrl-C reaches us alone and we end the others in order; and ended by the
 * kernel if we are killed.
 */
function start(program: string, args: string[], log: string, env: NodeJS.ProcessEnv = process.env): ChildProcess {
  const out = openSync(log, 'a');
  const path = `${env['PATH']}${delimiter}/usr/sbin`;
  try {
    return spawn('setpriv', ['--pdeathsig', 'TERM', '--', program, ...args], {
      stdio: ['ignore', out, out],
      detached: true,
      env: { ...env, PATH: path },
    });
  } finally {
    closeSync(out);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await exited;
  clearTimeout(timer);
}

async function until(program: string, children: ChildProcess[], ready: () => Promise<boolean>, log: string): Promise<void> {
  const child = children.at(-1)!;
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  for (let waited = 0; waited < startSeconds; waited += 0.05) {
    if (await ready()) return;
    if (failure || child.exitCode !== null) break;
    await sleep(50);
  }
  const said = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-3).join('; ') : '';
  throw new OutsideError(`${program} did not start: ${failure?.message ?? said}; is it installed? (tools/demo installs it)`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function accepts(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
