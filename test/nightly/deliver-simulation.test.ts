import { sweepSeed } from '../simulation/deliver/sweep.ts';

const firstSeed = 1000;
const crashes = 100_000;

describe('dma deliver, crashed at many steps', () => {
  it(`keeps its promises at ${crashes} crashes`, async () => {
    let tried = 0;
    let seed = firstSeed;
    for (; tried < crashes; seed++) tried += await sweepSeed(seed);
    process.stdout.write(`      ${tried} crashes of the scenarios ${firstSeed} to ${seed - 1}\n`);
  });
});
