import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon } from '../../../tools/stack/daemon.ts';
import { freePort } from '../../../tools/stack/free-port.ts';
import { readProjectFile } from '../project-files.ts';

/** Values of one path by their times in epoch seconds; null where the retention has a place and no value. */
type Datapoint = readonly [value: number | null, time: number];

/** A carbon with the shipped schemas, and graphite-web in front of its files. */
export class Graphite {
  readonly #daemons: readonly Daemon[];
  readonly #webPort: number;
  /** Where carbon takes lines. */
  readonly linePort: number;

  private constructor(daemons: readonly Daemon[], linePort: number, webPort: number) {
    this.#daemons = daemons;
    this.linePort = linePort;
    this.#webPort = webPort;
  }

  static async start(folder: string): Promise<Graphite> {
    const [linePort, picklePort, queryPort, webPort] = [
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    for (const name of ['', 'whisper', 'log']) mkdirSync(join(folder, name));
    for (const name of ['storage-schemas.conf', 'storage-aggregation.conf'])
      writeFileSync(join(folder, name), readProjectFile(`conf/graphite/${name}`));
    writeFileSync(
      join(folder, 'carbon.conf'),
      `[cache]
STORAGE_DIR = ${folder}
LOCAL_DATA_DIR = ${folder}/whisper
CONF_DIR = ${folder}
LOG_DIR = ${folder}/log
PID_DIR = ${folder}
USER =
LINE_RECEIVER_INTERFACE = 127.0.0.1
LINE_RECEIVER_PORT = ${linePort}
PICKLE_RECEIVER_INTERFACE = 127.0.0.1
PICKLE_RECEIVER_PORT = ${picklePort}
CACHE_QUERY_INTERFACE = 127.0.0.1
CACHE_QUERY_PORT = ${queryPort}
MAX_CREATES_PER_MINUTE = inf
`,
    );
    writeFileSync(
      join(folder, 'dma_settings.py'),
      `SECRET_KEY = 'test'
CONF_DIR = STORAGE_DIR = '${folder}'
WHISPER_DIR = '${folder}/whisper'
LOG_DIR = '${folder}/log'
INDEX_FILE = '${folder}/index'
CARBONLINK_HOSTS = ['127.0.0.1:${queryPort}']
DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': '${folder}/graphite.db'}}
`,
    );
    const carbon = new Daemon(
      'carbon-cache',
      [`--config=${folder}/carbon.conf`, '--nodaemon', 'start'],
      join(folder, 'carbon.log'),
    );
    const web = new Daemon(
      'gunicorn',
      ['--chdir', folder, '-b', `127.0.0.1:${webPort}`, 'graphite.wsgi:application'],
      join(folder, 'web.log'),
      { ...process.env, PYTHONPATH: folder, GRAPHITE_SETTINGS_MODULE: 'dma_settings' },
    );
    const graphite = new Graphite([carbon, web], linePort, webPort);
    try {
      await carbon.untilReady(() => carbon.log().includes(`starting on ${picklePort}`));
      await web.untilReady(async () => (await graphite.#render('nothing', '-1min')) !== undefined);
    } catch (error) {
      await graphite.end();
      throw error;
    }
    return graphite;
  }

  /** The known values of one path. @param from such as `-2min` */
  async values(path: string, from: string): Promise<ReadonlyMap<number, number>> {
    const [found] = (await this.#render(path, from)) ?? [];
    const known = (found?.datapoints ?? []).flatMap(([value, time]) =>
      value === null ? [] : [[time, value] as const],
    );
    return new Map(known);
  }

  async end(): Promise<void> {
    for (const daemon of this.#daemons) await daemon.end();
  }

  async #render(
    path: string,
    from: string,
  ): Promise<readonly { readonly datapoints: readonly Datapoint[] }[] | undefined> {
    const query = `target=${encodeURIComponent(path)}&from=${from}&format=json&noCache=1`;
    const answer = await fetch(`http://127.0.0.1:${this.#webPort}/render?${query}`).catch(() => undefined);
    return answer?.ok ? ((await answer.json()) as { datapoints: Datapoint[] }[]) : undefined;
  }
}
