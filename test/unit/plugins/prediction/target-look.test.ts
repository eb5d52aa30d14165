import assert from 'node:assert/strict';
import { lookAtTarget, type TargetLookParts } from '../../../../plugins/prediction/target-look.ts';
import { TargetMatches, type Outcome } from '../../../../plugins/prediction/target-matches.ts';
import { SeriesError, SeriesIsolation, StoreError } from '../../../../plugins/samples/sample-reader.ts';
import { SeriesNames } from '../../../../plugins/samples/series-names.ts';
import { memoryTarget } from '../../../support/memory-target.ts';
import { recordedLog, type RecordedLog } from '../../../support/recorded-log.ts';

const used = 'web1/memory/memory-used';
const other = 'web2/memory/memory-used';
const broken = 'a\nb/memory/memory-used';

async function whole<Result>(look: AsyncGenerator<unknown, Result>): Promise<Result> {
  for (;;) {
    const step = await look.next();
    if (step.done) return step.value;
  }
}

describe('a look at the series of a target', () => {
  let recorded: RecordedLog;
  let matches: TargetMatches;
  beforeEach(() => {
    recorded = recordedLog();
    const names = new SeriesNames();
    matches = new TargetMatches('memory', memoryTarget());
    matches.update(names.update([used, other, broken]), names);
  });

  /** The outcomes by name; of a reason, its kind and cause. */
  async function outcomes(parts: Partial<TargetLookParts>): Promise<Record<string, string>> {
    const {
      target,
      config,
      outcomes: found,
    } = await whole(
      lookAtTarget(matches, {
        isolation: new SeriesIsolation(recorded.log),
        look: async () => 'catalogued',
        isWritten: async () => true,
        ...parts,
      }),
    );
    assert.equal(target, 'memory');
    assert.equal(config, matches.config);
    return Object.fromEntries(
      [...found].map(([name, one]) => [name, typeof one === 'string' ? one : `${one.kind}: ${one.cause}`]),
    );
  }

  it('finds what each has come to', async () => {
    const look = async ({ identifier: { name } }: { identifier: { name: string } }): Promise<Outcome> =>
      name === used ? 'gone' : { kind: 'sum', cause: 'a part is missing', cure: 'x' };
    assert.deepEqual(await outcomes({ look, isWritten: async () => false }), {
      [used]: 'gone',
      [other]: 'sum: a part is missing',
      [broken]: 'gone',
    });
    assert.deepEqual(recorded.said(), []);
  });

  it('takes the fault of a series for its reason, and goes on with the others', async () => {
    const look = async ({ identifier: { name } }: { identifier: { name: string } }): Promise<Outcome> => {
      if (name === used) throw new SeriesError('it is a hash');
      return 'catalogued';
    };
    const found = await outcomes({ look });
    assert.deepEqual([found[used], found[other]], ['unreadable: it is a hash', 'catalogued']);
    assert.match(recorded.said()[0]!, /cannot be predicted: it is a hash/);
  });

  it('complains about a malformed name while it is written', async () => {
    const asked: string[] = [];
    const isWritten = async (name: string): Promise<boolean> => asked.push(name) > 0;
    assert.equal((await outcomes({ isWritten }))[broken], 'name: its name is malformed');
    assert.deepEqual(asked, [broken]);
    assert.match(
      recorded.said().join('\n'),
      /^warning: the series "a\\nb\/memory\/memory-used" cannot be predicted/,
    );
  });

  it('rejects as the store does', async () => {
    const lost = new StoreError('lost');
    await assert.rejects(outcomes({ look: () => Promise.reject(lost) }), lost);
    await assert.rejects(outcomes({ isWritten: () => Promise.reject(lost) }), lost);
  });
});
