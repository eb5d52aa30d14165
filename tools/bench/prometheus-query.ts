import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { drawsFrom, seededRandom } from '../../analysis/maths/seeded-random.ts';
import { OutsideError } from '../process/command-error.ts';
import type { TemporaryFolder } from '../process/temporary-folder.ts';
import { Daemon } from '../stack/daemon.ts';
import { freePort } from '../stack/free-port.ts';

const run = promisify(execFile);
const repetitions = 5;
/** Samples of each series, one a second: all that the query looks at. */
const samples = 20;
const query = `count(predict_linear(bench[${samples}s],60))`;
/** A block of Prometheus' storage has the samples of two hours. */
const blockSeconds = 7200;

/**
 * Measures `count(predict_linear(m[20s],60))` of a real Prometheus over as many series in its own storage: series a
 * second, the fastest of some queries. Undefined where Debian's package `prometheus` is missing.
 *
 * @param folder for its storage; the program ends with it
 */
export async function queryPrometheus(folder: TemporaryFolder, series: number): Promise<number | undefined> {
  try {
    await run('prometheus', ['--version']);
    await run('promtool', ['--version']);
  } catch {
    return undefined;
  }
  const storage = join(folder.path, 'prometheus');
  const start = blockSeconds * (Math.floor(Date.now() / 1000 / blockSeconds) - 2);
  const text = join(folder.path, 'openmetrics');
  await writeSamples(text, series, start);
  await run('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', text, storage]);
  const config = join(folder.path, 'prometheus.yml');
  writeFileSync(config, 'global: {}\n');
  const address = `127.0.0.1:${await freePort()}`;
  const prometheus = folder.started(
    new Daemon(
      'prometheus',
      [`--config.file=${config}`, `--storage.tsdb.path=${storage}`, `--web.listen-address=${address}`],
      join(folder.path, 'prometheus.log'),
    ),
  );
  await prometheus.untilReady(() => prometheus.log().includes('ready to receive web requests'));
  const time = start + samples - 1;
  const rates: number[] = [];
  for (let i = 0; i <= repetitions; i++) {
    const begun = performance.now();
    const count = await ask(address, time);
    if (count !== series) throw new OutsideError(`Prometheus counts ${count} series, not ${series}`);
    // The first one reads the storage from the disk.
    if (i > 0) rates.push((1000 * series) / (performance.now() - begun));
  }
  await prometheus.end();
  return Math.max(...rates);
}

async function ask(address: string, time: number): Promise<number> {
  const parameters = new URLSearchParams({ query, time: String(time) });
  const response = await fetch(`http://${address}/api/v1/query?${parameters.toString()}`);
  const answer = (await response.json()) as { data?: { result?: { value: [number, string] }[] } };
  return Number(answer.data?.result?.[0]?.value[1]);
}

/** Writes a text of OpenMetrics. @param start epoch seconds of the first sample of each */
async function writeSamples(file: string, series: number, start: number): Promise<void> {
  const draws = drawsFrom(seededRandom(1));
  const stream = createWriteStream(file);
  stream.write('# TYPE bench gauge\n');
  for (let one = 0; one < series; one++) {
    let lines = '';
    for (let second = 0; second < samples; second++)
      lines += `bench{instance="host${one % 1000}",bench="${one}",type="used"} ${50 + draws.normal()} ${start + second}\n`;
    if (!stream.write(lines)) await once(stream, 'drain');
  }
  stream.end('# EOF\n');
  await once(stream, 'close');
}
