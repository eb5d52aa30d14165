import { parseArgs } from 'node:util';
import { untilSignal } from '../../process/until-signal.ts';
import { UsageError } from '../../process/command-error.ts';
import { ProgressBar } from '../../report/progress-bar.ts';
import { runScript } from '../run-script.ts';
import { soak } from './soak.ts';
import { formatSoak } from './table.ts';

const usage = `npm run soak -- [options]

  --hours N   hours to live through, 0.05 to 720 (default: 24)
  --pace N    how many times as fast as in reality, 1 to 24 (default: 24)
  --json      figures as JSON instead of a table

Starts a Redis, a collectd, dma predict and dma deliver of its own, as they are built in dist/. The garbage collector of
the latter two runs before each look at the heap. Ctrl-C ends it with what there is until then. The exit code is 1 when
something grows or an event was lost.
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
