import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { ActiveSilences } from '../../../../plugins/delivery/active-silences.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { createLogger } from '../../../../plugins/process/logger.ts';
import { SilenceFiles, type Silence } from '../../../../plugins/spool/silence-files.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { exampleEvent } from '../../../support/example-event.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const day = 86_400;

describe('the active silences', () => {
  const scratch = scratchFolder();
  const { log, said } = recordedLog();
  const logged: string[] = [];
  const logger = createLogger('test', (line) => logged.push(line.trimEnd()), new KnownSecrets());
  let spool: Spool;
  let files: SilenceFiles;
  let now: number;
  beforeEach(() => {
    spool = new Spool(nodeDisk, scratch());
    spool.prepare();
    files = new SilenceFiles(nodeDisk, scratch());
    now = 1000;
    logged.length = 0;
    said();
  });

  function add(silence: Partial<Silence> = {}): void {
    files.add({ id: '0000000a', start: 1000, end: 4600, comment: 'c', by: 'b', ...silence });
  }

  function silences(disk = nodeDisk): ActiveSilences {
    return new ActiveSilences({ spool: new Spool(disk, scratch()), log, logger, now: () => now });
  }

  const covered: [Partial<Silence>, host: string, resource: string, boolean][] = [
    [{}, 'web1', 'memory', true],
    [{ host: 'web*' }, 'web1', 'memory', true],
    [{ host: 'web*' }, 'db1', 'memory', false],
    [{ host: 'web' }, 'web1', 'memory', false],
    [{ target: 'disk' }, 'web1', 'disk-root', true],
    [{ target: 'disk-root' }, 'web1', 'disk-root', true],
    [{ target: 'disk-root' }, 'web1', 'disk-home', false],
    [{ target: 'memory' }, 'web1', 'disk-root', false],
    [{ host: '{web1,web2}', target: 'mem*' }, 'web2', 'memory', true],
    [{ host: 'web1', target: 'memory' }, 'web2', 'memory', false],
    [{ host: 'web1', target: 'memory' }, 'web1', 'disk-root', false],
  ];
  for (const [silence, host, resource, isCovered] of covered)
    it(`${JSON.stringify(silence)} ${isCovered ? 'covers' : 'leaves out'} ${resource} of ${host}`, () => {
      add(silence);
      const active = silences();
      active.look();
      assert.equal(active.covers(exampleEvent({ host, resource })), isCovered);
    });

  it('see what is added and expired meanwhile, and end by the clock', () => {
    const active = silences();
    active.look();
    assert.equal(active.covers(exampleEvent()), false);
    add();
    active.look();
    assert.equal(active.covers(exampleEvent()), true);
    now = 4599;
    assert.equal(active.covers(exampleEvent()), true);
    now = 4600;
    assert.equal(active.covers(exampleEvent()), false);
    now = 1001;
    files.remove('0000000a');
    active.look();
    assert.equal(active.covers(exampleEvent()), false);
  });

  it('bear a clock that is set back a little, and a larger jump silences nothing longer', () => {
    add();
    const active = silences();
    active.look();
    now = 701;
    assert.equal(active.covers(exampleEvent()), true);
    now = 600;
    assert.equal(active.covers(exampleEvent()), false);
  });

  it('keep a file for a day after its end, because the clock may have been ahead', () => {
    add();
    const active = silences();
    now = 4600 + day;
    active.look();
    assert.deepEqual(files.names(), ['0000000a.json']);
    now += 1;
    active.look();
    assert.deepEqual(files.names(), []);
  });

  it('log each once: who added it, of what, until when and why', () => {
    add({ host: 'web1', target: 'memory', by: 'ada', comment: 'a new "kernel"\n\u001b[1m' });
    const active = silences();
    active.look();
    active.look();
    assert.deepEqual(logged, [
      String.raw`test: silence 0000000a of host "web1", target "memory" until 1970-01-01T01:16:40Z, added by "ada": "a new \"kernel\"\n\u001b[1m"`,
    ]);
  });

  it('leave out what is malformed or of a newer version, tell it once, and keep it', () => {
    add();
    writeFileSync(join(files.folder, '0000000b.json'), '{"version":99,"id":"0000000b"}');
    writeFileSync(join(files.folder, '0000000c.json'), '{');
    writeFileSync(join(files.folder, '0000000d.json'), '{"version":1,"id":"0000000a"}');
    files.remove('0000000a');
    const active = silences();
    active.look();
    active.look();
    assert.equal(active.covers(exampleEvent()), false);
    assert.deepEqual(files.names(), ['0000000b.json', '0000000c.json', '0000000d.json']);
    assert.equal(logged.length, 3);
    assert.match(
      logged[0]!,
      /silence 0000000b.json in .* has version 99 of a newer collectd-dma.*silences nothing/,
    );
    assert.match(logged[1]!, /is malformed; it silences nothing/);
  });

  it('stay while their folder cannot be read, which is logged once', () => {
    add();
    let isBroken = false;
    const active = silences({
      ...nodeDisk,
      list: (folder) => {
        if (isBroken) throw Object.assign(new Error('i/o error'), { code: 'EIO' });
        return nodeDisk.list(folder);
      },
    });
    active.look();
    isBroken = true;
    active.look();
    active.look();
    assert.equal(active.covers(exampleEvent()), true);
    assert.equal(said().length, 1);
  });
});
