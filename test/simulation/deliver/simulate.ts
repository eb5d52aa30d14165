import { parseArgs } from 'node:util';
import { sweepSeed } from './sweep.ts';

// npm run simulate -- --seed N: tries every crash of one seed; --count M: of that many seeds from there on.
const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, count: { type: 'string', default: '1' } },
});
const first = Number(values.seed);
let crashes = 0;
const begin = performance.now();
for (let seed = first; seed < first + Number(values.count); seed++) crashes += await sweepSeed(seed);
const seconds = (performance.now() - begin) / 1000;
process.stdout.write(`${crashes} crashes in ${seconds.toFixed(1)} s, every promise kept\n`);
