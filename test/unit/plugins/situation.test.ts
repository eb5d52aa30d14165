import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import type { Situation } from '../../../notifiers/event/alert-event.ts';
import { SituationFiles } from '../../../plugins/situation/situation-files.ts';
import { situationFile, situationFolder, situationOf } from '../../../plugins/situation/situation.ts';
import { exampleTime } from '../../example-event.ts';
import { exampleSituation } from '../../example-situation.ts';
import { hostileText } from '../../hostile-identifiers.ts';
import { recordedLog } from '../../recorded-log.ts';
import { scratchFolder } from '../../scratch-folder.ts';

/** As it arrives, by way of UTF-8. */
function wellFormed(...texts: string[]): string {
  return JSON.stringify(texts.map((text) => text.toWellFormed()));
}

/** All that is known of every series. */
function minimal(): Situation {
  return {
    time: exampleTime,
    value: 1,
    limit: 2,
    limitSide: 'lower',
    unit: 'plain',
    horizonSeconds: 60,
    culprits: [],
  };
}

describe('a situation', () => {
  const scratch = scratchFolder();
  const { log } = recordedLog();
  const time = exampleTime;

  function keep(situation: Situation): void {
    new SituationFiles(scratch(), log).write('web1', 'memory', situation);
  }

  it('is found by host and resource as it was written', () => {
    for (const situation of [exampleSituation(), minimal()]) {
      keep(situation);
      assert.deepEqual(situationOf(scratch(), 'web1', 'memory', time), situation);
    }
    assert.equal(situationOf(scratch(), 'web1', 'disk-root', time), undefined);
    assert.equal(situationOf(scratch(), 'web2', 'memory', time), undefined);
  });

  it('is of no use two minutes later or earlier, or two horizons where they are longer', () => {
    keep(exampleSituation({ horizonSeconds: 30 }));
    for (const [seconds, known] of [
      [120, true],
      [121, false],
      [-120, true],
      [-121, false],
    ] as const) {
      assert.equal(
        situationOf(scratch(), 'web1', 'memory', time + seconds) !== undefined,
        known,
        `${seconds}`,
      );
    }
    keep(exampleSituation({ horizonSeconds: 100 }));
    assert.notEqual(situationOf(scratch(), 'web1', 'memory', time + 200), undefined);
    assert.equal(situationOf(scratch(), 'web1', 'memory', time + 201), undefined);
  });

  it('is not known from a file that holds something else', () => {
    mkdirSync(situationFolder(scratch()));
    const file = join(situationFolder(scratch()), situationFile('web1', 'memory'));
    const broken = { ...exampleSituation(), limit: null };
    for (const text of ['', '{', 'null', '[]', '{}', JSON.stringify(broken)]) {
      writeFileSync(file, text);
      assert.equal(situationOf(scratch(), 'web1', 'memory', time), undefined, text);
    }
  });

  it('has a file of its own, whatever hosts and resources are called', () => {
    assert.equal(situationFile('web1', 'disk-root'), 'web1,disk-root.json');
    assert.equal(situationFile('../a', 'b'), '..%2Fa,b.json');
    assert.notEqual(situationFile('a,b', 'c'), situationFile('a', 'b,c'));
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, hostileText, (host, resource, otherHost, other) => {
        const file = situationFile(host, resource);
        assert.match(file, /^[\w!~*'().,%-]{1,220}$/);
        assert.equal(file, situationFile(host, resource));
        const isSame = wellFormed(host, resource) === wellFormed(otherHost, other);
        assert.equal(file === situationFile(otherHost, other), isSame);
      }),
    );
  });
});
