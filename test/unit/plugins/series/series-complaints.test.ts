import assert from 'node:assert/strict';
import { SeriesComplaints } from '../../../../plugins/series/series-complaints.ts';
import type { SeriesSilence } from '../../../../plugins/series/series-silence.ts';
import type { TargetSeries } from '../../../../plugins/series/target-series.ts';
import { everySecond, memorySeries } from '../../../support/memory-series.ts';
import { recordedLog, type RecordedLog } from '../../../support/recorded-log.ts';

const name = 'web1/memory/memory-used';

describe('the log of a series', () => {
  let now: number;
  let recorded: RecordedLog;
  let complaints: SeriesComplaints;
  beforeEach(() => {
    now = 0;
    recorded = recordedLog(() => now);
    complaints = new SeriesComplaints(recorded.log);
  });

  function withAbstention(abstention: TargetSeries['abstention']): TargetSeries {
    return Object.defineProperty(memorySeries(name), 'abstention', { value: abstention });
  }

  it('says once why there is no forecast, and that there is one again', () => {
    const failing = withAbstention({ kind: 'abstention', reason: 'not-finite' });
    complaints.look(failing);
    complaints.look(failing);
    now = 7;
    complaints.look(withAbstention(undefined));
    const [first, ...more] = recorded.said();
    assert.match(first!, /^warning: web1\/memory\/memory-used: forecast is not possible: \w/);
    assert.deepEqual(more, [`${name}: forecast recovered after 7 s`]);
  });

  it('does not complain about a series that is new', () => {
    complaints.look(withAbstention({ kind: 'abstention', reason: 'too-few-samples', have: 1, need: 3 }));
    for (const spanSeconds of [910, 911])
      complaints.look(
        withAbstention({ kind: 'abstention', reason: 'too-short-a-past', spanSeconds, needSeconds: 1200 }),
      );
    assert.deepEqual(recorded.said(), []);
  });

  const values = (value: number): void =>
    complaints.lookAtValues(memorySeries(name), everySecond(1.8e9, [5, value]));

  it('says that values are below 0 where they cannot be, by the newest one', () => {
    values(0);
    assert.deepEqual(recorded.said(), []);
    values(-3);
    assert.deepEqual(recorded.said(), [
      `warning: ${name}: values are below 0, so the prediction means nothing; does their source overflow, as 32 bits of SNMP do? (-3)`,
    ]);
    now = 9;
    values(0);
    assert.deepEqual(recorded.said(), [`${name}: values recovered after 9 s`]);
  });

  it('does not take an unknown value, or no sample, for the end of values below 0', () => {
    values(-3);
    recorded.said();
    values(Number.NaN);
    complaints.lookAtValues(memorySeries(name), []);
    assert.deepEqual(recorded.said(), []);
  });

  const capacity = (value: number): void =>
    complaints.lookAtCapacity(memorySeries(name), everySecond(1.8e9, [value]));

  it('says that more is used than there is, and that it fits again', () => {
    capacity(1000);
    assert.deepEqual(recorded.said(), []);
    capacity(2048);
    assert.deepEqual(recorded.said(), [
      `warning: ${name}: capacity and limit do not fit: the capacity of 1000 B is less than what is used, 2.0 KiB; see capacity in dma.yaml`,
    ]);
    now = 5;
    capacity(Number.NaN);
    complaints.lookAtCapacity(memorySeries(name), []);
    assert.deepEqual(recorded.said(), []);
    capacity(10);
    assert.deepEqual(recorded.said(), [`${name}: capacity and limit recovered after 5 s`]);
  });

  const [web1, web2] = [memorySeries(name), memorySeries('web2/memory/memory-used')];
  const silence = (some: Partial<SeriesSilence>): void =>
    complaints.lookAtSilence([web1, web2], { stale: [], ended: [], unheard: [], ...some });

  it('says in one line that the samples of very many no longer arrive', () => {
    const many = Array.from({ length: 101 }, (_, host) => memorySeries(`host${host}/memory/memory-used`));
    const look = (stale: readonly TargetSeries[]): void =>
      complaints.lookAtSilence(many, { stale, ended: [], unheard: [] });
    look(many);
    look(many.slice(0, -1).concat(many[100]!));
    now = 60;
    look([]);
    assert.deepEqual(recorded.said(), [
      'warning: samples of many series no longer arrive; is collectd running on their hosts? (101 of 101, such as host0/memory/memory-used)',
      'samples of many series recovered after 60 s',
    ]);
    look(many.slice(1));
    assert.equal(recorded.said().length, 100, 'fewer are named');
  });

  it('says once that samples no longer arrive, and that they do again', () => {
    silence({ stale: [web1] });
    silence({ stale: [web1] });
    now = 60;
    silence({ stale: [web2] });
    silence({ stale: [web2] });
    silence({});
    const text = 'no longer arrive; is collectd running on that host?';
    assert.deepEqual(recorded.said(), [
      `warning: ${name}: samples ${text}`,
      `warning: web2/memory/memory-used: samples ${text}`,
      `${name}: samples recovered after 60 s`,
      'web2/memory/memory-used: samples recovered after 0 s',
    ]);
    silence({});
    assert.deepEqual(recorded.said(), []);
  });

  it('says that a series has ended while others of its plugin go on, and that it has come back', () => {
    silence({ ended: [web1] });
    now = 3;
    silence({});
    assert.deepEqual(recorded.said(), [
      `warning: ${name}: samples have ended, while others of its plugin go on: it was removed or unmounted, and is no longer predicted`,
      `${name}: samples recovered after 3 s`,
    ]);
  });

  it('does not call a silence over that has become an end', () => {
    silence({ stale: [web1] });
    recorded.said();
    silence({ ended: [web1] });
    assert.ok(recorded.said().every((line) => line.includes('have ended')));
  });
});
