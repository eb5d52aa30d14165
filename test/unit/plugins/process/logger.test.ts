import assert from 'node:assert/strict';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { createLogger } from '../../../../plugins/process/logger.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

/** @returns the line without its line feed */
function lineOf(text: string): string {
  const lines: string[] = [];
  createLogger('dma', (line) => lines.push(line), new KnownSecrets()).warn(text);
  assert.equal(lines.length, 1);
  assert.ok(lines[0]!.endsWith('\n'));
  return lines[0]!.slice(0, -1);
}

describe('the log for people', () => {
  it('names the program and the level', () => {
    const lines: string[] = [];
    const logger = createLogger('dma predict', (line) => lines.push(line), new KnownSecrets());
    logger.info('started');
    logger.warn('Redis is unreachable');
    logger.error('gives up');
    assert.deepEqual(lines, [
      'dma predict: started\n',
      'dma predict: warning: Redis is unreachable\n',
      'dma predict: error: gives up\n',
    ]);
  });

  it('makes one line of every text', () => {
    const lines: string[] = [];
    createLogger('dma', (line) => lines.push(line), new KnownSecrets()).info(
      'one\r\ntwo\u001b[31m\0three\u009b31m\u2028',
    );
    assert.deepEqual(lines, ['dma: one two [31m three 31m \n']);
  });
});

describe('a line that is too long for collectd', () => {
  it('is cut, and says so', () => {
    const start = 'dma: warning: ';
    const fitting = 'x'.repeat(1000 - start.length);
    assert.equal(lineOf(fitting), start + fitting);
    assert.equal(lineOf(`${fitting}y`), `${start}${fitting.slice(0, -3)}...`);
  });

  it('keeps a character that is no character where it is not at its end', () => {
    assert.match(lineOf(`\uFFFD${'x'.repeat(2000)}`), /^dma: warning: \uFFFDx+\.\.\.$/);
  });

  it('is cut between characters', () => {
    for (const text of ['ä', 'äx', 'äxx', '𝄞x', '𝄞xx', '𝄞xxx']) {
      const line = lineOf(text.repeat(2000));
      assert.ok(Buffer.byteLength(line) <= 1000 && Buffer.byteLength(line) > 990, line);
      assert.doesNotMatch(line, /\uFFFD/);
      assert.ok(line.endsWith('...'));
    }
  });
});

describe('the log of transitions', () => {
  it('says a failure once, and once when it is over, with how long it took', () => {
    let now = 100;
    const { log, said } = recordedLog(() => now);
    log.subject('Redis').recovered();
    log.subject('Redis').failing('is unreachable');
    now = 120;
    log.subject('Redis').failing('is unreachable');
    now = 142.4;
    log.subject('Redis').recovered();
    log.subject('Redis').recovered();
    assert.deepEqual(said(), ['warning: Redis is unreachable', 'Redis recovered after 42 s']);
  });

  it('says a failure of a new kind, and counts from the first', () => {
    let now = 0;
    const { log, said } = recordedLog(() => now);
    log.subject('Redis').failing('is unreachable');
    now = 10;
    log.subject('Redis').failing('refuses the password');
    now = 20;
    log.subject('Redis').recovered();
    assert.deepEqual(said(), [
      'warning: Redis is unreachable',
      'warning: Redis refuses the password',
      'Redis recovered after 20 s',
    ]);
  });

  it('says each way of failing once, even when they take turns', () => {
    const { log, said } = recordedLog();
    for (let attempt = 0; attempt < 10; attempt++)
      log.subject('a').failing(attempt % 2 === 0 ? 'is gone' : 'is deaf');
    assert.deepEqual(said(), ['warning: a is gone', 'warning: a is deaf']);
    log.subject('a').recovered();
    log.subject('a').failing('is deaf');
    assert.deepEqual(said(), ['a recovered after 0 s', 'warning: a is deaf']);
  });

  it('does not go on for ever when each failure is another one', () => {
    const { log, said } = recordedLog();
    for (let attempt = 0; attempt < 1000; attempt++) log.subject('a').failing(`answers ${attempt}`);
    assert.equal(said().length, 5);
    log.subject('a').recovered();
    assert.equal(said().length, 1);
  });

  it('takes another detail of the same failure for no news', () => {
    const { log, said } = recordedLog();
    log.subject('a').failing('has garbage, such as', ' x');
    log.subject('a').failing('has garbage, such as', ' y');
    assert.deepEqual(said(), ['warning: a has garbage, such as x']);
  });

  it('says nothing more of the subjects of a series that is forgotten', () => {
    const { log, said } = recordedLog();
    const samples = (series: string) => log.subject(`${series}: samples`, series);
    samples('web1/a/b').failing('are missing');
    samples('web1/a/bc').failing('are missing');
    log.subject('the sum at web1/a/b', 'web1/a/b').failing('is not known');
    said();
    log.forget(new Set(['web1/a/b']));
    samples('web1/a/b').recovered();
    log.subject('the sum at web1/a/b', 'web1/a/b').recovered();
    samples('web1/a/bc').recovered();
    assert.deepEqual(said(), ['web1/a/bc: samples recovered after 0 s']);
  });

  it('keeps subjects apart, and says a failure again after it was well', () => {
    const { log, said } = recordedLog();
    log.subject('a').failing('fails');
    log.subject('b').failing('fails');
    log.subject('a').recovered();
    log.subject('a').failing('fails');
    assert.deepEqual(said(), [
      'warning: a fails',
      'warning: b fails',
      'a recovered after 0 s',
      'warning: a fails',
    ]);
  });
});
