import assert from 'node:assert/strict';
import { cellsOf, checkAfterwards } from '../integration/matrix/cells.ts';
import { notApplicable, type Condition, type Seen } from '../integration/matrix/condition.ts';

const nothing = async () => async () => undefined;

const quiet: Condition<never> = {
  name: 'nothing',
  happen: nothing,
  told: 'quiet',
  check: 'ok',
  counted: { series: 1 },
  predicted: { 'web1 memory': 'calm' },
  afterwards: 'quiet',
};

const loud: Condition<never> = {
  name: 'a silent host',
  happen: nothing,
  told: [/^WARNING self self1 self: .*web1/],
  check: [/^MISSING +target memory: web1/],
  logged: /web1: samples no longer arrive/,
  counted: { series: 1, stale: 1 },
  predicted: { 'web1 memory': 'no' },
  afterwards: 'OKAY',
};

const counters = {
  series: 1,
  stale: 0,
  unpredicted: 0,
  mixed: 0,
  duplicates: 0,
  wrong_clocks: 0,
  late: 0,
  future: 0,
  skipped: 0,
  from_cache: 0,
  superseded: 0,
};

const well: Seen = {
  told: [],
  checked: ['ok       target memory: 1 series'],
  counted: new Map(Object.entries(counters)),
  predicted: new Map([['web1 memory', 'calm']]),
  logged: [],
};

const ill: Seen = {
  told: ['WARNING self self1 self: 1 of 1 series gets no samples: web1'],
  checked: ['MISSING  target memory: web1 has had no sample for 9 s'],
  counted: new Map(Object.entries({ ...counters, stale: 1 })),
  predicted: new Map(),
  logged: ['dma predict: warning: web1: samples no longer arrive'],
};

const recovered: Seen = { ...well, told: [...ill.told, 'OKAY self self1 self: all series get samples'] };

function namesOf(condition: Condition<never>): string[] {
  return cellsOf(condition).map(({ name }) => name);
}

/** The names of the cells of a row that are red. */
function red(condition: Condition<never>, seen: Seen): string[] {
  return cellsOf(condition).flatMap(({ name, check }) => {
    try {
      check(seen);
      return [];
    } catch {
      return name;
    }
  });
}

describe('the cells of the matrix', () => {
  it('are green for what is right', () => {
    assert.deepEqual(red(quiet, well), []);
    assert.deepEqual(red(loud, ill), []);
  });

  it('are each red when what they are about is otherwise', () => {
    assert.deepEqual(red(quiet, ill), namesOf(quiet));
    assert.deepEqual(red(loud, well), namesOf(loud));
  });

  it('are red for more than is right', () => {
    const told = [...ill.told, 'FAILURE self self1 self: no new samples arrive'];
    assert.deepEqual(red(loud, { ...ill, told }), ['is told as a notification']);
    const checked = [...ill.checked, 'MISSING  program flock: is not in PATH'];
    assert.deepEqual(red(loud, { ...ill, checked }), ['is told by dma check']);
    const counted = new Map([...ill.counted, ['skipped', 3]] as const);
    assert.deepEqual(red(loud, { ...ill, counted }), ['is counted in dma-self']);
    const logged = [...ill.logged, ...ill.logged];
    assert.deepEqual(red(loud, { ...ill, logged }), ['is logged once']);
  });

  it('take any number above 0 where there are some', () => {
    const some = { ...loud, counted: { series: 1, stale: 'some' } } as const;
    assert.deepEqual(red(some, ill), []);
    assert.deepEqual(red(some, { ...ill, counted: well.counted }), ['is counted in dma-self']);
  });

  it('are red without a counter', () => {
    const counted = new Map([...well.counted].filter(([name]) => name !== 'stale'));
    assert.deepEqual(red(quiet, { ...well, counted }), ['is counted in dma-self']);
  });

  it('are left out where they do not apply', () => {
    const why = notApplicable('of a test');
    const none = { told: why, check: why, counted: why, predicted: why, afterwards: why };
    assert.deepEqual(cellsOf({ ...quiet, ...none }), []);
  });
});

describe('the end of a condition', () => {
  it('is right with an OKAY for all that was told', () => {
    checkAfterwards(quiet, well, well);
    checkAfterwards(loud, ill, recovered);
  });

  it('is wrong without an OKAY, with news, with a fault of dma check, and when there was nothing to end', () => {
    const again = { ...recovered, told: [...recovered.told, ...ill.told, ...recovered.told.slice(-1)] };
    for (const after of [{ ...recovered, told: ill.told }, again, { ...recovered, checked: ill.checked }])
      assert.throws(() => checkAfterwards(loud, ill, after));
    assert.throws(() => checkAfterwards(loud, well, well));
    assert.throws(() => checkAfterwards(quiet, well, recovered));
  });
});
