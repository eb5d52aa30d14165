import { sweepSeed } from './sweep.ts';

const seeds = 30;
const seedsPerTest = 10;

/** Promises of dma deliver, with a crash at each step that it or dma-enqueue does on the disk. */
describe('dma deliver keeps its promises whenever it crashes', function () {
  // Far beyond what it takes: about 3 s of a quiet processor each.
  this.timeout(600_000);
  for (let first = 1; first <= seeds; first += seedsPerTest)
    it(`in the scenarios ${first} to ${first + seedsPerTest - 1}`, async () => {
      for (let seed = first; seed < first + seedsPerTest; seed++) await sweepSeed(seed);
    });
});
