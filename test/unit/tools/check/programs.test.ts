import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { RunningCollectd, RunningProgram } from '../../../../tools/collectd-conf/running-collectd.ts';
import type { CollectdSight } from '../../../../tools/check/collectd-sight.ts';
import { checkNotificationExec, checkPrograms, execUsers } from '../../../../tools/check/programs.ts';
import { confOf } from '../../../support/conf-of.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const running = (...args: readonly string[]): RunningProgram => ({ args, startedSeconds: 100 });

const exec = (...lines: readonly string[]): string =>
  `LoadPlugin exec\n<Plugin exec>\n${lines.join('\n')}\n</Plugin>`;
const predictOf = (sight: CollectdSight, ...areThere: readonly ('predict' | 'deliver')[]) => {
  const [predict, deliver] = checkPrograms(sight, new Set(areThere));
  assert.equal(deliver!.subject, 'program dma deliver');
  const { subject, ok, kind, text } = predict!;
  assert.equal(subject, 'program dma predict');
  return `${ok ? (kind ?? 'ok') : 'MISSING'} ${text}`;
};
const execLine = (name: string, program = 'dma'): string => exec(`Exec "${name}" "${program}" "predict"`);

describe('the check of the programs that collectd starts', () => {
  const scratch = scratchFolder();
  // Root is refused, and everybody is somebody else than nobody.
  const user = userInfo().uid === 0 ? 'nobody' : userInfo().username;

  beforeEach(() => {
    chmodSync(scratch(), 0o755);
    for (const program of ['dma', 'dma-enqueue'])
      writeFileSync(join(scratch(), program), '#!/bin/sh\n', { mode: 0o755 });
  });

  const usual = (): string =>
    exec(
      `Exec "${user}" "dma" "predict"`,
      `Exec "${user}" "dma" "deliver"`,
      `NotificationExec "${user}" "dma-enqueue"`,
    );

  const missing = (text: string, process: Partial<RunningCollectd> = {}): string => {
    const found = predictOf(sightOf(text, process));
    assert.ok(found.startsWith('MISSING cannot be started: '), found);
    return found.slice('MISSING cannot be started: '.length);
  };

  function sightOf(
    text: string,
    process: Partial<RunningCollectd> | undefined = {},
    more: { readonly unreadable?: readonly string[]; readonly services?: readonly RunningProgram[] } = {},
  ): CollectdSight {
    return {
      conf: confOf(text, more.unreadable),
      process: process && {
        confFile: undefined,
        startedSeconds: 500,
        uid: 0,
        mayChangeUser: true,
        path: scratch(),
        programs: [],
        ...process,
      },
      running: { collectds: [], services: more.services ?? [] },
    };
  }

  it('is content with one that runs, started by collectd or as a service', () => {
    const programs = [running('node', '/usr/bin/dma', 'predict')];
    assert.equal(predictOf(sightOf(usual(), { programs })), `ok runs, started by collectd as ${user}`);
    const services = [running('node', '/usr/lib/x/dma.js', 'predict', '--unixsock', '/s')];
    assert.equal(predictOf(sightOf(exec(), {}, { services })), 'ok runs as a service');
    assert.equal(predictOf(sightOf(exec()), 'predict'), 'ok runs, and collectd does not start it');
  });

  it('says when two of them run', () => {
    const programs = [running('node', '/usr/bin/dma', 'predict')];
    assert.match(
      predictOf(sightOf(usual(), { programs }, { services: programs })),
      /^MISSING runs twice, as a service and by \/collectd\.conf:3; .*systemctl disable --now dma-predict$/,
    );
  });

  it('is content with a service of another dma.yaml beside it', () => {
    const program = running('node', '/usr/bin/dma', 'predict');
    const [ours, other] = ['', '/etc/other.yaml'].map((config) => ({ ...program, config }));
    const both = (services: readonly (typeof program)[]): string =>
      predictOf(sightOf(usual(), { programs: [ours!] }, { services }));
    assert.match(both([other!]), /^ok runs, started by collectd/);
    assert.match(both([other!, ours!]), /^MISSING runs twice/);
    assert.match(both([program]), /^MISSING runs twice/);
    assert.match(predictOf(sightOf(exec(), {}, { services: [ours!, other!] })), /^ok runs as a service$/);
  });

  it('says when two equal ones run, and which lines start them', () => {
    const program = running('node', '/usr/bin/dma', 'predict');
    const twice = exec(`Exec "${user}" "dma" "predict"`, `Exec "${user}" "dma" "predict"`);
    assert.equal(
      predictOf(sightOf(twice, { programs: [program, program] })),
      'MISSING runs 2 times, by /collectd.conf:3 and /collectd.conf:4: leave one, and restart collectd',
    );
    const services = [program, program];
    assert.match(predictOf(sightOf(exec(), {}, { services })), /^MISSING runs 2 times: leave one/);
    const other = running('node', '/usr/bin/dma', 'predict', '--config', '/etc/other.yaml');
    assert.match(predictOf(sightOf(exec(), {}, { services: [program, other] })), /^ok runs as a service$/);
  });

  it('waits for it after a start, and misses it later', () => {
    assert.equal(
      predictOf(sightOf(usual(), { startedSeconds: 5 })),
      'wait does not run yet; collectd started 5 s ago',
    );
    assert.match(
      predictOf(sightOf(usual())),
      new RegExp(`^MISSING does not run, though /collectd.conf:3 starts it: .*sudo -u ${user} dma predict$`),
    );
    assert.equal(predictOf(sightOf(usual()), 'predict'), 'ok runs');
  });

  it('says that nothing starts it, unless the line may stand where it cannot be read', () => {
    assert.match(
      predictOf(sightOf(exec('# Exec "x" "dma" "predict"', 'Exec "x" "dma" "deliver"'))),
      /^MISSING nothing starts it: \/collectd\.conf has no Exec line of it, .*add `Exec "collectd-dma" "dma" "predict"`/,
    );
    assert.match(predictOf(sightOf('', {}, { unreadable: ['/secret.conf'] })), /^note is started by no line/);
    assert.deepEqual(checkPrograms({ ...sightOf(''), conf: undefined }, new Set()), []);
  });

  it('names what keeps collectd from starting it', () => {
    assert.match(
      missing(execLine('no-such-user-of-dma')),
      /^there is no user no-such-user-of-dma \(\/collectd.conf:3\)/,
    );
    assert.match(missing(execLine('root:adm')), /^collectd runs no program as root/);
    assert.match(
      missing(execLine(user, '/nowhere/dma')),
      /^there is no \/nowhere\/dma \(\/collectd.conf:3\)/,
    );
    assert.equal(
      missing(execLine(user), { path: '/nowhere' }),
      "there is no dma in collectd's PATH, /nowhere; install it there, or write its whole path in /collectd.conf:3",
    );
    assert.match(missing(execLine(user).replace('LoadPlugin exec', '')), /does not load the exec plugin/);
    assert.match(
      missing(execLine(user), { uid: 12_345, mayChangeUser: false }),
      /lacks CAP_SETUID or CAP_SETGID/,
    );
    chmodSync(join(scratch(), 'dma'), 0o644);
    assert.match(missing(execLine(user)), new RegExp(`^${user} may not execute ${scratch()}/dma; `));
  });

  it('finds the program in the usual PATH where the one of collectd cannot be read', () => {
    const found = predictOf(sightOf(exec(`Exec "${user}" "dma-not-there/dma" "predict"`)));
    assert.match(found, /there is no dma-not-there\/dma /);
    const text = exec(`Exec "${user}" "dma" "predict"`);
    assert.match(
      predictOf({ ...sightOf(text), process: undefined }),
      /^(MISSING cannot be started: there is no dma in the usual PATH of services, \/usr\/local\/sbin|note is not seen)/,
    );
  });

  const enqueueOf = (text: string, more: Parameters<typeof sightOf>[2] = {}) =>
    checkNotificationExec(sightOf(text, {}, more), '/spool')!;

  const enqueueWith = (conf: string, process: Parameters<typeof sightOf>[1]): string => {
    const { ok, kind } = checkNotificationExec(sightOf(conf, process), '/spool')!;
    return kind ?? `${ok}`;
  };

  it('does not miss the program of notifications where the PATH of the running collectd cannot be read', () => {
    const text = exec(`NotificationExec "${user}" "dma-enqueue-nowhere/dma-enqueue"`);
    const bare = text.replace('dma-enqueue-nowhere/', '');
    assert.notEqual(enqueueWith(bare, { path: undefined }), 'false');
    assert.equal(enqueueWith(bare, { path: '/nowhere' }), 'false');
    assert.equal(enqueueWith(text, { path: undefined }), 'false');
    assert.equal(enqueueWith(bare.replace('LoadPlugin exec', ''), { path: undefined }), 'false');
  });

  it('looks at the program of notifications, and at the spool that it writes to', () => {
    assert.deepEqual(enqueueOf(usual()), {
      subject: 'program dma-enqueue',
      ok: true,
      text: `can be started as ${user}`,
    });
    const to = (spool: string): string => exec(`NotificationExec "${user}" "dma-enqueue" "${spool}"`);
    assert.equal(enqueueOf(to('/spool')).ok, true);
    assert.match(
      enqueueOf(to('/other')).text,
      /^writes to \/other \(\/collectd.conf:3\), and dma deliver reads \/spool/,
    );
    assert.match(enqueueOf(exec()).text, /^no notification leaves collectd: .*add `NotificationExec /);
    assert.match(
      enqueueOf(to('/spool').replace(user, 'root')).text,
      /^cannot be started: collectd runs no program as root/,
    );
    const hidden = enqueueOf('', { unreadable: ['/secret.conf'] });
    assert.deepEqual([hidden.ok, hidden.kind], [true, 'note']);
    assert.equal(checkNotificationExec({ ...sightOf(''), conf: undefined }, '/spool'), undefined);
  });

  it('knows the users that write to the spool', () => {
    assert.deepEqual(
      execUsers(
        sightOf(exec('Exec "a:g" "dma" "predict"', 'NotificationExec "b" "dma-enqueue"', 'Exec "c" "other"')),
      ),
      ['a:g', 'b'],
    );
  });
});
