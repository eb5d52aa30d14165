import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection, type IpcNetConnectOpts, type TcpNetConnectOpts } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseDocument, type Document } from 'yaml';
import { Daemon } from './daemon.ts';
import { freePort } from './free-port.ts';
import { writePrivateConf, type PrivateConf, type PrivateConfOptions } from './private-conf.ts';
import { makeReachable } from './reachable-program.ts';
import { endPrograms, programsEnded } from './stack-programs.ts';
import { removeStack } from './stack-removal.ts';

/** Programs that collectd has told to end are given this long. */
const programsEndSeconds = 10;

export interface PrivateStackOptions extends PrivateConfOptions {
  /** More of collectd's environment, such as OS_PASSWORD. */
  readonly env?: Readonly<Record<string, string>>;
  /** The Node.js that runs the programs (default: the one of this process). */
  readonly node?: string;
}

/** A Redis and a collectd of our own, with the files from conf/. */
export interface PrivateStack extends PrivateConf {
  readonly directory: string;
  readonly redisPort: number;
  readonly collectd: Daemon;
  readonly redis: Daemon;
  /** Returns what collectd and its programs have said so far. */
  collectdLog(): string;
  /** Changes dma.yaml and ends `dma predict`, which collectd starts again. */
  reconfigure(configure: (config: Document) => void): Promise<void>;
  /** Ends collectd, its programs and Redis, waits for their end, and removes the directory. */
  stop(): Promise<void>;
}

/**
 * Starts redis-server and collectd on a free port of the loopback interface and in a directory of their own. Nothing
 * of the system's own collectd or Redis is touched.
 *
 * @throws OutsideError when one of them is not installed or does not start
 */
export async function startPrivateStack(options: PrivateStackOptions = {}): Promise<PrivateStack> {
  const directory = mkdtempSync(join(tmpdir(), 'collectd-dma-'));
  const daemons: Daemon[] = [];
  const remove = (): void => removeStack(directory);
  const abandon = (): void => {
    for (const daemon of daemons) daemon.abandon();
    remove();
  };
  let configFile: string | undefined;
  const stop = async (): Promise<void> => {
    for (const daemon of daemons.splice(0).toReversed()) {
      await daemon.end();
      // They write to the folder, and read from Redis, until they have ended.
      if (configFile !== undefined) await programsEnded(configFile, programsEndSeconds);
    }
    process.removeListener('exit', abandon);
    remove();
  };
  process.once('exit', abandon);
  try {
    // collectd's programs run as another user.
    chmodSync(directory, 0o755);
    const redisPort = await freePort();
    const conf = writePrivateConf(directory, redisPort, options);
    configFile = conf.configFile;

    const redisArguments = [
      '--port',
      String(redisPort),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--dir',
      directory,
    ];
    const redis = new Daemon('redis-server', redisArguments, join(directory, 'redis.log'));
    daemons.push(redis);
    await redis.untilReady(() => accepts({ port: redisPort, host: '127.0.0.1' }));

    const collectd = new Daemon(
      'collectd',
      ['-f', '-C', conf.collectdConf],
      join(directory, 'collectd.log'),
      {
        ...process.env,
        ...options.env,
        PATH: `${makeReachable(directory, options.node)}${delimiter}${process.env['PATH']}`,
        DMA_CONFIG: conf.configFile,
        DMA_SPOOL: conf.spool,
      },
    );
    daemons.push(collectd);
    // Its file is there some time before it can be connected to.
    await collectd.untilReady(() => accepts({ path: conf.socket }));
    const reconfigure = async (configure: (config: Document) => void): Promise<void> => {
      const config = parseDocument(readFileSync(conf.configFile, 'utf8'));
      configure(config);
      writeFileSync(conf.configFile, config.toString());
      await endPrograms(conf.configFile, 'predict', programsEndSeconds);
    };
    return {
      ...conf,
      directory,
      redisPort,
      collectd,
      redis,
      collectdLog: () => collectd.log(),
      reconfigure,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function accepts(address: TcpNetConnectOpts | IpcNetConnectOpts): Promise<boolean> {
  const socket = createConnection(address);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
