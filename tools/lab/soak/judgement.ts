import { judgeGrowth, type Growth, type GrowthRule, type Reading } from './growth.ts';
import { programs, type Program } from './sample.ts';

export const quantities = ['resident', 'heap', 'descriptors', 'threads', 'files', 'used-memory'] as const;
export type Quantity = (typeof quantities)[number];

/** One quantity of one program, over the whole soak. */
export interface Track {
  readonly program: Program | 'spool';
  readonly quantity: Quantity;
  readonly readings: Reading[];
}

/** One row of the table. */
export interface Judged extends Growth {
  readonly program: Program | 'spool';
  readonly quantity: Quantity;
  /** Units a driven day, of the slope and of its interval. */
  readonly perDay: number;
  readonly perDayLower: number;
  readonly perDayUpper: number;
  /** True when the verdict counts; other rows are shown for comparison. */
  readonly isJudged: boolean;
}

const mebi = 2 ** 20;
const day = 86_400;

/**
 * The gains allowed in the judged half, for noise and for a heap that is still finding its size, which takes minutes.
 * The heap after a collection has the strictest rule: a leak shows there first.
 */
const rules: Readonly<Record<Quantity, GrowthRule>> = {
  resident: { tolerance: 4 * mebi, minSeconds: 100 },
  heap: { tolerance: mebi / 2, minSeconds: 100 },
  descriptors: { tolerance: 2.5, minSeconds: 10 },
  threads: { tolerance: 1.5, minSeconds: 10 },
  files: { tolerance: 20, minSeconds: 100 },
  'used-memory': { tolerance: 4 * mebi, minSeconds: 100 },
};

const judgedPrograms: readonly string[] = ['dma predict', 'dma deliver', 'spool'];

/** The readings of all quantities of all programs. */
export class SoakTracks {
  readonly tracks: Track[] = [];

  add(program: Track['program'], quantity: Quantity, seconds: number, value: number): void {
    let track = this.tracks.find((known) => known.program === program && known.quantity === quantity);
    if (!track) this.tracks.push((track = { program, quantity, readings: [] }));
    track.readings.push({ seconds, value });
  }

  /** @param pace driven seconds in one of ours */
  judge(pace: number): Judged[] {
    return this.tracks
      .toSorted(
        (a, b) => order(a) - order(b) || quantities.indexOf(a.quantity) - quantities.indexOf(b.quantity),
      )
      .map(({ program, quantity, readings }) => {
        const growth = judgeGrowth(readings, rules[quantity]);
        const toDay = day / pace;
        return {
          program,
          quantity,
          ...growth,
          perDay: toDay * growth.perSecond,
          perDayLower: toDay * growth.lower,
          perDayUpper: toDay * growth.upper,
          isJudged: judgedPrograms.includes(program),
        };
      });
  }
}

/** The spool comes between our programs and the others. */
function order({ program }: Track): number {
  return program === 'spool' ? 1.5 : programs.indexOf(program);
}
