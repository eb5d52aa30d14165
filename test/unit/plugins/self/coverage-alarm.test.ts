import assert from 'node:assert/strict';
import type { Coverage, Unpredicted } from '../../../../plugins/coverage/coverage.ts';
import type { ReasonKind } from '../../../../plugins/coverage/reason.ts';
import { CoverageAlarm } from '../../../../plugins/self/coverage-alarm.ts';
import { recordedLog, type RecordedLog } from '../../../support/recorded-log.ts';

/** Something that is not predicted: `target`, `target host` or `target host series`. */
function missing(name: string, kind: ReasonKind = 'capacity', cure = `cure ${kind}`): Unpredicted {
  const [target, host, series] = name.split(' ');
  return {
    target: target!,
    host,
    series,
    reason: { kind, cause: `cause ${kind}`, cure },
    isWanted: true,
  };
}

function coverageOf(
  predicted: number,
  wanted: readonly Unpredicted[],
  blind: readonly string[] = [],
): Coverage {
  return { targets: [], predicted, wanted, blind };
}

const all = coverageOf(3, []);
const one = missing('memory a a/memory/memory-used');

describe('the alarm about what is not predicted', () => {
  let said: string[];
  let now: number;
  let recorded: RecordedLog;
  let alarm: CoverageAlarm;
  beforeEach(() => {
    said = [];
    now = 0;
    recorded = recordedLog(() => now);
    alarm = new CoverageAlarm({
      host: 'self1',
      notify: ({ host, plugin, pluginInstance, type, typeInstance, time, severity, message }) => {
        assert.deepEqual(
          [host, plugin, pluginInstance, type, typeInstance, time],
          ['self1', 'dma', 'self', 'gauge', 'unpredicted', 1.8e9],
        );
        said.push(`${severity} ${message}`);
      },
      log: recorded.log,
      now: () => 1.8e9,
    });
  });

  function look(at: number, coverage: Coverage): string[] {
    now = at;
    alarm.look(coverage, at);
    return said.splice(0);
  }

  it('gives the all-clear once, when everything has been predicted for half a minute', () => {
    assert.equal(alarm.isOn, false);
    assert.deepEqual(look(10, all), []);
    assert.deepEqual(look(39, all), []);
    assert.deepEqual(look(40, all), ['OKAY everything that should be is predicted']);
    assert.deepEqual(look(100, all), []);
    assert.equal(alarm.isOn, false);
  });

  it('gives no all-clear where nothing is predicted, nor before half a minute without a break', () => {
    look(0, coverageOf(0, []));
    assert.deepEqual(look(100, coverageOf(0, [])), []);
    look(100, all);
    look(120, coverageOf(3, [missing('memory a x', 'waiting')]));
    assert.deepEqual(look(140, all), []);
    assert.deepEqual(look(169, all), []);
    assert.equal(look(170, all).length, 1);
  });

  it('tells what has not been predicted for a minute, with cause and cure, and the end', () => {
    const message = '1 of 4 not predicted: a/memory/memory-used. Cause capacity; cure capacity';
    assert.deepEqual(look(0, coverageOf(3, [one])), []);
    assert.deepEqual(look(59, coverageOf(3, [one])), []);
    assert.deepEqual(look(60, coverageOf(3, [one])), [`WARNING ${message}`]);
    assert.equal(alarm.isOn, true);
    assert.deepEqual(look(600, coverageOf(3, [one])), [], 'once');
    assert.deepEqual(recorded.said(), [`warning: coverage is not complete: ${message}`]);
    look(610, all);
    assert.equal(alarm.isOn, true);
    assert.deepEqual(look(640, all), ['OKAY everything that should be is predicted']);
    assert.deepEqual(recorded.said(), ['coverage recovered after 580 s']);
    look(700, coverageOf(3, [one]));
    assert.equal(look(760, coverageOf(3, [one])).length, 1, 'again');
  });

  it('waits longer for what may only be late, and counts anew after a break', () => {
    const late = coverageOf(3, [missing('memory b', 'no-plugin')]);
    look(0, late);
    assert.deepEqual(look(119, late), []);
    look(119, all);
    look(120, late);
    assert.deepEqual(look(239, late), []);
    assert.deepEqual(look(240, late), [
      'WARNING 1 of 4 not predicted: memory of b. Cause no-plugin; cure no-plugin',
    ]);
  });

  it('counts each reason by itself', () => {
    look(0, coverageOf(3, [one]));
    look(59, coverageOf(3, [missing('memory a a/memory/memory-used', 'sum')]));
    assert.deepEqual(look(100, coverageOf(3, [missing('memory a a/memory/memory-used', 'sum')])), []);
    assert.equal(look(119, coverageOf(3, [missing('memory a a/memory/memory-used', 'sum')])).length, 1);
  });

  it('tells with it what has lasted for half of its time, and not what is newer', () => {
    const other = missing('memory b b/memory/memory-used');
    const young = missing('memory c c/memory/memory-used');
    look(0, coverageOf(3, [one]));
    look(30, coverageOf(3, [one, other]));
    look(31, coverageOf(3, [one, other, young]));
    assert.deepEqual(look(60, coverageOf(3, [one, other, young])), [
      'WARNING 2 of 5 not predicted: a/memory/memory-used, b/memory/memory-used. Cause capacity; cure capacity',
    ]);
  });

  it('tells further ones after a minute, these first', () => {
    const other = missing('memory b b/memory/memory-used');
    look(0, coverageOf(3, [one]));
    look(60, coverageOf(3, [one]));
    look(61, coverageOf(3, [one, other]));
    assert.deepEqual(look(119, coverageOf(3, [one, other])), []);
    assert.deepEqual(look(120, coverageOf(3, [one, other])), [
      'WARNING 2 of 5 not predicted: b/memory/memory-used, a/memory/memory-used. Cause capacity; cure capacity',
    ]);
    assert.deepEqual(look(300, coverageOf(3, [one])), [], 'fewer');
  });

  it('tells further ones again that an earlier alarm was about', () => {
    const both = coverageOf(3, [one, missing('memory b b/memory/memory-used')]);
    look(0, both);
    look(60, both);
    look(70, all);
    look(100, all);
    look(110, coverageOf(3, [one]));
    assert.equal(look(170, coverageOf(3, [one])).length, 1);
    look(171, both);
    assert.match(look(231, both).join('\n'), /^WARNING 2 of 5 not predicted: b\//);
  });

  it('tells a host, a series and a target apart that lack the same', () => {
    const some = ['memory', 'memory a', 'memory a a/x/y'].map((name) => missing(name));
    look(0, coverageOf(3, some.slice(0, 1)));
    look(60, coverageOf(3, some.slice(0, 1)));
    look(61, coverageOf(3, some.slice(0, 2)));
    assert.equal(look(121, coverageOf(3, some.slice(0, 2))).length, 1);
    look(122, coverageOf(3, some));
    assert.equal(look(182, coverageOf(3, some)).length, 1);
  });

  it('is a failure where nothing is predicted, or a whole target is not', () => {
    look(0, coverageOf(0, [one]));
    assert.deepEqual(look(60, coverageOf(0, [one])), [
      'FAILURE nothing is predicted: a/memory/memory-used. Cause capacity; cure capacity',
    ]);
    assert.deepEqual(look(61, coverageOf(1, [one])), [
      'WARNING 1 of 2 not predicted: a/memory/memory-used. Cause capacity; cure capacity',
    ]);
    const whole = missing('disk', 'no-series');
    look(70, coverageOf(1, [one, whole], ['disk']));
    const [failure] = look(190, coverageOf(1, [one, whole], ['disk']));
    assert.equal(
      failure,
      'FAILURE 2 of 3 not predicted: target disk, a/memory/memory-used. Cause no-series; cure no-series; for the others see dma check',
    );
  });

  it('is no failure where the target that is blind has not been so for long', () => {
    look(0, coverageOf(1, [one]));
    const both = coverageOf(1, [one, missing('disk', 'no-series')], ['disk']);
    assert.match(look(60, both)[0]!, /^WARNING 1 of 2/);
  });

  it('names what has the first cure first, and refers to dma check for the others', () => {
    const some = [
      missing('memory a a/x/y', 'sum'),
      ...['b', 'c'].map((host) => missing(`memory ${host} ${host}/x/y`)),
    ];
    look(0, coverageOf(1, some));
    assert.deepEqual(look(60, coverageOf(1, some)), [
      'WARNING 3 of 4 not predicted: a/x/y, b/x/y, c/x/y. Cause sum; cure sum; for the others see dma check',
    ]);
    const cures = [missing('memory d d/x/y', 'sum', 'one'), missing('memory e e/x/y', 'sum', 'other')];
    look(100, coverageOf(1, cures));
    assert.match(look(160, coverageOf(1, cures))[0]!, /: d\/x\/y, e\/x\/y\. Cause sum; one; for the others/);
  });
});
