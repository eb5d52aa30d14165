import assert from 'node:assert/strict';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import type { AlertContext } from '../../../../notifiers/event/alert-event.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { ContextFiles } from '../../../../plugins/alert-context/context-files.ts';
import {
  adoptContexts,
  contextFile,
  contextFolder,
  contextOf,
  resourceOfFile,
} from '../../../../plugins/alert-context/alert-context.ts';
import { exampleTime } from '../../../support/example-event.ts';
import { exampleAlertContext } from '../../../support/example-context.ts';
import { hostileText } from '../../../support/hostile-identifiers.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

/** As it arrives, by way of UTF-8. */
function wellFormed(...texts: string[]): string {
  return JSON.stringify(texts.map((text) => text.toWellFormed()));
}

/** All that is known of every series. */
function minimal(): AlertContext {
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

describe('an alert context', () => {
  const scratch = scratchFolder();
  const { log } = recordedLog();
  const time = exampleTime;

  function keep(alertContext: AlertContext): void {
    new ContextFiles(nodeDisk, scratch(), log).write('web1', 'memory', alertContext);
  }

  it('is found by host and resource as it was written', () => {
    for (const alertContext of [exampleAlertContext(), minimal()]) {
      keep(alertContext);
      assert.deepEqual(contextOf(nodeDisk, scratch(), 'web1', 'memory', time), alertContext);
    }
    assert.equal(contextOf(nodeDisk, scratch(), 'web1', 'disk-root', time), undefined);
    assert.equal(contextOf(nodeDisk, scratch(), 'web2', 'memory', time), undefined);
  });

  it('is of no use two minutes later or earlier, or two horizons where they are longer', () => {
    keep(exampleAlertContext({ horizonSeconds: 30 }));
    for (const [seconds, known] of [
      [120, true],
      [121, false],
      [-120, true],
      [-121, false],
    ] as const) {
      assert.equal(
        contextOf(nodeDisk, scratch(), 'web1', 'memory', time + seconds) !== undefined,
        known,
        `${seconds}`,
      );
    }
    keep(exampleAlertContext({ horizonSeconds: 100 }));
    assert.notEqual(contextOf(nodeDisk, scratch(), 'web1', 'memory', time + 200), undefined);
    assert.equal(contextOf(nodeDisk, scratch(), 'web1', 'memory', time + 201), undefined);
  });

  it('is found where an older version left it', () => {
    adoptContexts(nodeDisk, scratch());
    keep(exampleAlertContext());
    renameSync(contextFolder(scratch()), join(scratch(), 'situations'));
    adoptContexts(nodeDisk, scratch());
    assert.deepEqual(contextOf(nodeDisk, scratch(), 'web1', 'memory', time), exampleAlertContext());
  });

  it('tells its resource by the name of its file, unless the name is of another form', () => {
    for (const [host, resource] of [
      ['web1', 'disk-root'],
      ['a,b', '/var%'],
    ] as const)
      assert.deepEqual(resourceOfFile(contextFile(host, resource)), { host, resource });
    for (const name of ['a.json', 'a,b', 'a,b.json.tmp', 'x,a,b.json', '%E0%A4%A,b.json'])
      assert.equal(resourceOfFile(name), undefined, name);
  });

  it('is not known from a file that holds something else', () => {
    mkdirSync(contextFolder(scratch()));
    const file = join(contextFolder(scratch()), contextFile('web1', 'memory'));
    const broken = { ...exampleAlertContext(), limit: null };
    for (const text of ['', '{', 'null', '[]', '{}', JSON.stringify(broken)]) {
      writeFileSync(file, text);
      assert.equal(contextOf(nodeDisk, scratch(), 'web1', 'memory', time), undefined, text);
    }
  });

  it('has a file of its own, whatever hosts and resources are called', () => {
    assert.equal(contextFile('web1', 'disk-root'), 'web1,disk-root.json');
    assert.equal(contextFile('../a', 'b'), '..%2Fa,b.json');
    assert.notEqual(contextFile('a,b', 'c'), contextFile('a', 'b,c'));
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, hostileText, (host, resource, otherHost, other) => {
        const file = contextFile(host, resource);
        assert.match(file, /^[\w!~*'().,%-]{1,220}$/);
        assert.equal(file, contextFile(host, resource));
        const isSame = wellFormed(host, resource) === wellFormed(otherHost, other);
        assert.equal(file === contextFile(otherHost, other), isSame);
      }),
    );
  });
});
