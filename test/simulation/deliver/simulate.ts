import { parseArgs } from 'node:util';
import { runScript } from '../../../tools/lab/run-script.ts';
import { UsageError } from '../../../tools/process/command-error.ts';
import { sweepSeed } from './sweep.ts';

const usage = `npm run simulate -- [options]

  --seed N    the scenario, of which every crash and removal is tried (default: 1)
  --count N   that many scenarios from there on (default: 1)
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const first = wholeNumber('seed', values.seed);
  const end = first + wholeNumber('count', values.count);
  const begin = performance.now();
  let crashes = 0;
  for (let seed = first; seed < end; seed++) crashes += await sweepSeed(seed);
  const seconds = (performance.now() - begin) / 1000;
  process.stdout.write(`${crashes} crashes and removals in ${seconds.toFixed(1)} s, every promise kept\n`);
}

function wholeNumber(name: string, given: string): number {
  if (/^\d+$/.test(given)) return Number(given);
  throw new UsageError(`--${name}: expected a whole number, not "${given}"`);
}

await runScript(main);
