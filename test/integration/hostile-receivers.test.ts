import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { expiredCertificate, expiredKey } from '../support/expired-certificate.ts';
import { type Behaviour, HostileReceiver, slowMisbehaviours } from '../support/hostile-receiver.ts';
import { loopbackCertificate, loopbackKey } from '../support/loopback-certificate.ts';
import { MountNamespace } from '../support/mount-namespace.ts';
import type { RunningDma } from '../support/run-dma.ts';
import { SpoolStage } from '../support/spool-stage.ts';
import { until } from '../support/until.ts';

const timeoutSeconds = 2;
const answer = (line: string): string => `HTTP/1.1 ${line}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;

function answersTooLate(socket: Socket): void {
  const timer = setTimeout(() => socket.end(answer('200 OK')), timeoutSeconds * 1500);
  socket.once('close', () => clearTimeout(timer));
}

function redirectsInACircle(socket: Socket): void {
  socket.end(answer('307 Temporary Redirect\r\nLocation: /again'));
}

/** Notifiers, how their receivers behave, and what the log calls it. */
const hostile: Readonly<Record<string, readonly [Behaviour, reason: string]>> = {
  'http-hangs': ['never answers', 'timeout'],
  'http-stalls': ['answers headers and then nothing', 'timeout'],
  'http-drips': ['drips for ever', 'timeout'],
  'http-late': [answersTooLate, 'timeout'],
  'http-500': [500, 'server-error'],
  'http-cuts': ['closes in the middle of its answer', 'unreachable'],
  'http-floods': ['sends 100 MB', 'bad-answer'],
  'http-headers': ['sends headers without end', 'bad-answer'],
  'http-circles': [redirectsInACircle, 'bad-answer'],
  alertmanager: ['never answers', 'timeout'],
};

describe('dma deliver among receivers that are hostile in every way, and one that is well', () => {
  let stage: SpoolStage;
  let receivers: Record<string, HostileReceiver>;
  let expired: HostileReceiver;
  let refusingPort: number;
  let running: RunningDma[];
  let namespace: MountNamespace | undefined;

  beforeEach(async () => {
    receivers = {};
    running = [];
    namespace = undefined;
    for (const [name, [behaviour]] of Object.entries(hostile))
      receivers[name] = await HostileReceiver.start(behaviour);
    expired = await HostileReceiver.start(200, { cert: expiredCertificate, key: expiredKey });
    const refusing = await HostileReceiver.start(200);
    refusingPort = refusing.port;
    await refusing.close();
    stage = await SpoolStage.start((folder) => {
      writeFileSync(join(folder, 'ca.pem'), `${expiredCertificate}\n${loopbackCertificate}`);
      return notifiers(folder, timeoutSeconds);
    });
  });
  afterEach(async () => {
    for (const { child, exited } of running) {
      child.kill('SIGKILL');
      await exited;
    }
    await namespace?.stop();
    for (const receiver of [...Object.values(receivers), expired]) await receiver.close();
    await stage.stop();
  });

  function notifiers(folder: string, seconds: number): string {
    const lines = Object.entries(receivers).map(([name, { origin }]) =>
      name === 'alertmanager'
        ? `${name}: {urls: ["${origin}"], timeoutSeconds: ${seconds}}`
        : `${name}: {url: "${origin}/", timeoutSeconds: ${seconds}, followRedirects: true}`,
    );
    lines.push(`http-expired: {url: "${expired.origin}/", caFile: ${join(folder, 'ca.pem')}}`);
    lines.push(`http-refuses: {url: "http://127.0.0.1:${refusingPort}/"}`);
    lines.push(`http-unknown: {url: "http://receiver.invalid/", timeoutSeconds: ${seconds}}`);
    return lines.map((line) => `  ${line}\n`).join('');
  }

  function enqueue(): void {
    const time = Date.now() / 1000;
    stage.enqueue('a', 'WARNING', time);
    stage.enqueue('b', 'WARNING', time + 0.001);
    stage.enqueue('a', 'OKAY', time + 0.002);
  }

  const waitingFor = (name: string): number => readdirSync(join(stage.spool, 'queue', name)).length;

  it('delays no other, loses nothing, says of each when it begins and when it ends, and delivers when all are well', async () => {
    const dma = stage.deliver();
    running.push(dma);
    const linesOf = (name: string): string[] =>
      dma.output.stderr.split('\n').filter((line) => line.includes(`notifier ${name} `));
    enqueue();
    await until('the receiver that is well', 60, () => stage.received.length === 3);
    await until('the first complaints', 60, () =>
      [...Object.keys(receivers), 'http-expired', 'http-refuses', 'http-unknown'].every(
        (name) => linesOf(name).length > 0,
      ),
    );
    await until('a second attempt', 90, () =>
      Object.values(receivers).every(({ requests }) => requests.length > 1),
    );
    const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${dma.child.pid}/status`, 'utf8'))!;
    assert.ok(Number(peak) < 300_000, `${peak} kB`);

    for (const receiver of Object.values(receivers)) receiver.behaviour = 200;
    expired.renew({ cert: loopbackCertificate, key: loopbackKey });
    const refusing = await HostileReceiver.start(200, undefined, refusingPort);
    receivers['http-refuses'] = refusing;
    const well = [...Object.keys(receivers), 'http-expired'];
    await until('all that waited', 120, () => well.every((name) => waitingFor(name) === 0));
    await until('the end of all complaints', 60, () => well.every((name) => linesOf(name).length >= 2));
    assert.equal(waitingFor('http-unknown'), 3, 'its receiver never comes');
    dma.child.kill('SIGTERM');
    assert.equal(await dma.exited, 0);

    const keys = stage.received.map(({ key }) => key);
    const [first, second, third] = keys;
    for (const [name, receiver] of Object.entries({ ...receivers, 'http-expired': expired })) {
      const lines = linesOf(name);
      assert.equal(lines.length, 2, lines.join('\n'));
      const [, reason] = hostile[name] ?? ['', name === 'http-expired' ? 'tls' : 'unreachable'];
      assert.match(
        lines[0]!,
        new RegExp(`warning: notifier ${name} cannot deliver now \\(${reason}\\): .*; trying again$`),
      );
      assert.match(lines[1]!, new RegExp(`notifier ${name} recovered after \\d+ s$`));
      if (name === 'alertmanager') continue;
      assert.deepEqual(new Set(receiver.taken), new Set(keys), name);
      assert.equal(receiver.taken.length, 3, name);
      assert.ok(
        receiver.taken.indexOf(first!) < receiver.taken.indexOf(third!),
        `${name}: an episode is told in order`,
      );
      // Repetitions have the key of the first attempt.
      for (const { key, body } of receiver.requests)
        assert.equal(
          stage.received[keys.indexOf(key)]?.source,
          (JSON.parse(body) as { source: string }).source,
        );
    }
    assert.ok(second);
    assert.equal(linesOf('http-unknown').length, 1);
    assert.deepEqual(readdirSync(join(stage.spool, 'failed')), [], 'nothing has failed for good');
  });

  it('ends at once in the middle of all of them, a look-up of a name that hangs among them', async () => {
    const folder = dirname(stage.spool);
    const config = join(folder, 'patient.yaml');
    writeFileSync(config, `spool: ${stage.spool}\nnotifiers:\n${notifiers(folder, 300)}`);
    // Who looks up a name opens this, and waits for somebody who writes.
    namespace = await MountNamespace.start(
      'mkfifo "$1"; mount --bind "$1" /etc/hosts',
      join(folder, 'hosts'),
    );
    const dma = namespace.startDma(['deliver', '--config', config]);
    running.push(dma);
    enqueue();
    const slow = Object.entries(hostile).flatMap(([name, [behaviour]]) =>
      slowMisbehaviours.some((each) => each === behaviour) ? [name] : [],
    );
    await until('requests under way', 60, () =>
      Object.values(receivers).every(({ requests }) => requests.length > 0),
    );
    assert.equal(slow.length, 4);
    dma.child.kill('SIGTERM');
    // The test gives up long before any of the attempts would, after 300 s.
    await dma.exited;
    for (const name of [...slow, 'http-unknown']) assert.equal(waitingFor(name), 3, name);
  });
});
