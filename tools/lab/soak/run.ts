import { parseArgs } from 'node:util';
import { untilSignal } from '../../process/until-signal.ts';
import { UsageError } from '../../process/command-error.ts';
import { ProgressBar } from '../../report/progress-bar.ts';
import { runScript } from '../run-script.ts';
import { soak } from './soak.ts';
import { formatSoak } from './table.ts';

const usage = `npm run soak -- [options]

  --hours N   hours to simulate, 0.05 to 720 (default: 24)
  --pace N    factor by which time is accelerated, 1 to 24 (default: 24)
  --json      print JSON instead of a table

Starts a Redis and a collectd of its own, with dma predict and dma deliver as built in dist/. The garbage collector of
these two runs before each reading of the heap. Ctrl-C ends the soak with the result so far. The exit code is 1 when a
quantity grows or an event is lost.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      hours: { type: 'string', default: '24' },
      pace: { type: 'string', default: '24' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const options = {
    hours: numberBetween('--hours', values.hours, 0.05, 720),
    pace: numberBetween('--pace', values.pace, 1, 24),
    signal: untilSignal(),
  };
  const bar = new ProgressBar(process.stderr, 'Soaking', () => performance.now() / 1000);
  const result = await soak({ ...options, onProgress: (share) => bar.update(share) });
  bar.end();
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : formatSoak(result));
  if (result.faults.length > 0) process.exitCode = 1;
}

function numberBetween(option: string, text: string, lowest: number, highest: number): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (number >= lowest && number <= highest) return number;
  throw new UsageError(`${option} ${text}: expected a number from ${lowest} to ${highest}`);
}

await runScript(main);
