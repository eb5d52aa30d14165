import assert from 'node:assert/strict';
import { cellsOf, checkAfterwards } from './cells.ts';
import { applies, type Condition, type Seen } from './condition.ts';

/** The place where conditions happen. */
export interface Stage {
  see(): Promise<Seen>;
  stop(): Promise<void>;
  /** Everything that helps to find out why a cell is red. */
  log(): string;
}

/** Everything that was seen of a condition. */
interface Played {
  readonly during: Seen;
  /** Undefined where the condition has no end. */
  readonly afterwards: Seen | undefined;
  /** The error of {@link Condition.besides}. */
  readonly fault: unknown;
  readonly log: string;
}

/**
 * Declares the tests of some rows: one for each cell.
 *
 * @param letters rows by the title of their letter
 * @param open opens the stage of a row
 * @param together number of rows that happen at the same time
 */
export function describeMatrix<Place extends Stage, Row extends Condition<Place> = Condition<Place>>(
  letters: Readonly<Record<string, readonly Row[]>>,
  open: (row: Row) => Promise<Place>,
  together: number,
): void {
  const all = Object.values(letters).flat();
  const plays = new Map<Row, Promise<Played>>();
  describe('the matrix of conditions', () => {
    before(() => {
      const slots: Promise<unknown>[] = Array.from({ length: together }, () => Promise.resolve());
      for (const [index, row] of all.entries()) {
        const played = slots[index % together]!.then(() => play(row, open));
        plays.set(row, played);
        slots[index % together] = played.catch(() => undefined);
      }
    });

    after(() => Promise.allSettled(plays.values()));

    for (const [letter, rows] of Object.entries(letters))
      describe(letter, () => {
        for (const row of rows) describeRow(row, () => plays.get(row)!);
      });
  });
}

function describeRow(row: Condition<never>, played: () => Promise<Played>): void {
  describe(row.name, () => {
    afterEach(async function () {
      if (this.currentTest?.state === 'failed')
        process.stderr.write(await played().then(({ log }) => log, String));
    });

    for (const { name, check } of cellsOf(row)) it(name, async () => check((await played()).during));

    if (row.besides) it(row.besides.name, async () => assert.ifError((await played()).fault));

    if (applies(row.afterwards))
      it(row.afterwards === 'OKAY' ? 'ends with an OKAY' : 'ends without a word', async () => {
        const { during, afterwards } = await played();
        assert.ok(afterwards);
        checkAfterwards(row, during, afterwards);
      });
  });
}

async function play<Place extends Stage, Row extends Condition<Place>>(
  row: Row,
  open: (row: Row) => Promise<Place>,
): Promise<Played> {
  const stage = await open(row);
  try {
    const end = await row.happen(stage);
    const during = await stage.see();
    const fault = await row.besides?.check(stage).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!applies(row.afterwards)) return { during, afterwards: undefined, fault, log: stage.log() };
    await end();
    return { during, afterwards: await stage.see(), fault, log: stage.log() };
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${stage.log()}`, { cause: error });
  } finally {
    await stage.stop();
  }
}
