import { seededRandom } from '../../../analysis/maths/seeded-random.ts';
import { checkPromises } from './promises.ts';
import { firstMoment, run, type Moment } from './run.ts';
import { scenarioOf } from './scenario.ts';

/** Crashes that are tried at each step: of the process, and of the machine with different losses. */
const crashes = ['process', 'machine', 'machine'] as const;
/** The share of crashes that are followed by a second one, within this many steps. */
const secondShare = 0.2;
const secondSteps = 60;

/** The folders of which one is removed at each step. */
const folders = ['', '/queue', '/queue/http', '/new', '/tmp', '/failed', '/retry'].map(
  (name) => `/spool${name}`,
);

/** A seed, and a crash, at which a promise was broken. */
export class BrokenPromise extends Error {
  override name = 'BrokenPromise';
}

/**
 * Runs the scenario of a seed: once undisturbed, then with each kind of crash at each step, then with the removal of a
 * folder at each step.
 *
 * @returns the number of crashes and removals
 * @throws BrokenPromise
 */
export async function sweepSeed(seed: number): Promise<number> {
  const { stackTraceLimit } = Error;
  // The stacks of simulated errors would take a quarter of the time.
  Error.stackTraceLimit = 0;
  try {
    return await sweep(seed);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function sweep(seed: number): Promise<number> {
  const scenario = scenarioOf(seed);
  const moments: { readonly moment: Moment; readonly where: string }[] = [];
  const random = seededRandom(seed);
  const attempt = async (where: () => string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      throw new BrokenPromise(
        `seed ${seed}, ${where()}: ${(error as Error).message}\nTo see it again: npm run simulate -- --seed ${seed}`,
        { cause: error },
      );
    }
  };
  let steps = 0;
  await attempt(
    () => 'without a crash',
    async () => {
      const end = await run(scenario, firstMoment(scenario), random, (step, what, crash) => {
        steps = step;
        for (const kind of crashes)
          moments.push({ moment: crash(kind), where: `${kind} crashed at step ${step}, ${what}` });
        return false;
      });
      checkPromises(scenario, end);
    },
  );
  for (const [index, { moment, where }] of moments.entries()) {
    const chance = seededRandom(seed * 65_537 + index);
    let last = where;
    let second: Moment | undefined;
    const secondStep = chance() < secondShare ? 1 + Math.floor(chance() * secondSteps) : 0;
    await attempt(
      () => last,
      async () => {
        let end = await run(scenario, moment, chance, (step, what, crash) => {
          if (step !== secondStep) return false;
          second = crash(chance() < 0.3 ? 'process' : 'machine');
          last = `${where}; and again at step ${step}, ${what}`;
          return true;
        });
        if (second) end = await run(scenario, second, chance);
        checkPromises(scenario, end);
      },
    );
  }
  for (let step = 1; step <= steps; step++) {
    const chance = seededRandom(seed * 65_537 - step);
    const folder = folders[Math.floor(chance() * folders.length)]!;
    await attempt(
      () => `${folder} removed at step ${step}`,
      async () => {
        // A program that is stopped at that moment takes its memory with it.
        const steady = { ...scenario, absence: undefined };
        checkPromises(steady, await run(steady, firstMoment(steady), chance, () => false, { step, folder }));
      },
    );
  }
  return moments.length + steps;
}
