import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseLogged, SoakLog, type LoggedNotification } from '../../../tools/lab/soak/log.ts';

const notification =
  '[2026-11-21 17:00:00] Notification: severity = WARNING, host = leak1, plugin = dma, plugin_instance = memory, type = percent, type_instance = risk, message = Host leak1, plugin dma (instance memory): above.\n';
const said = (text: string): string =>
  `[2026-11-21 17:00:00] [error] exec plugin: exec_read_one: error = dma predict: ${text}\n`;
const silent = said(
  'warning: web1/memory/memory-used: samples no longer arrive in Redis; is collectd running?',
);
const speaks = said('web1/memory/memory-used: samples recovered after 2 s');

describe("collectd's log in a soak", function () {
  let folder: string;
  let file: string;
  let seen: LoggedNotification[];
  let log: SoakLog;

  beforeEach(function () {
    folder = mkdtempSync(join(tmpdir(), 'soak-log-'));
    file = join(folder, 'collectd.log');
    seen = [];
    log = new SoakLog(file, (one) => seen.push(one));
  });

  afterEach(function () {
    rmSync(folder, { recursive: true, force: true });
  });

  it('has notifications, each read once, in however many pieces they come', function () {
    for (const piece of [notification.slice(0, 90), notification.slice(90), notification]) {
      appendFileSync(file, piece);
      log.read();
      log.read();
    }
    const one = { severity: 'WARNING', source: 'leak1/dma-memory/percent-risk' };
    assert.deepEqual(seen, [one, one]);
    assert.equal(log.ownCount, 0);
  });

  it('names what has no instances as the events do', function () {
    const line = 'Notification: severity = OKAY, host = a, plugin = load, type = load, message = x';
    assert.deepEqual(parseLogged(line), { severity: 'OKAY', source: 'a/load/load' });
    assert.equal(parseLogged('[info] something else'), undefined);
  });

  it('has lines of ours, the same ones counted together whatever their numbers', function () {
    appendFileSync(
      file,
      said('warning: odd value 17') + said('warning: odd value 4711') + 'collectd: other\n',
    );
    log.read();
    assert.deepEqual([...log.ownLines], [['dma predict: warning: odd value N', 2]]);
  });

  it('tells series that fall silent from silence that is said over and over', function () {
    appendFileSync(file, silent + speaks + silent + speaks);
    log.read();
    assert.deepEqual([log.silences, log.silencesRepeated, log.ownCount], [2, 0, 0]);
    appendFileSync(file, silent + silent + speaks + speaks);
    log.read();
    assert.deepEqual([log.silences, log.silencesRepeated], [4, 2]);
  });
});
