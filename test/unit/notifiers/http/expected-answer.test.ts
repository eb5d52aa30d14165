import assert from 'node:assert/strict';
import type { z } from 'zod';
import { checkExpected, expectOptions } from '../../../../notifiers/http/expected-answer.ts';

function outcomeOf(body: string, options: z.input<typeof expectOptions>) {
  const answer = { kind: 'answer', status: 200, headers: {}, body, excerpt: 'no', label: 'POST x' } as const;
  return checkExpected(answer, expectOptions.parse(options));
}

describe('the answer that the http notifier expects', () => {
  for (const [body, options, isExpected] of [
    ['ok', { body: 'ok' }, true],
    [' ok\n', { body: 'ok' }, true],
    ['not ok', { body: 'ok' }, false],
    ['', { body: 'ok' }, false],
    ['', { body: '*' }, true],
    ['event accepted, thanks', { body: '*accepted*' }, true],
    ['event Accepted', { body: '*accepted*' }, false],
    ['a b c', { body: 'a*b*c' }, true],
    ['a c b', { body: 'a*b*c' }, false],
    ['a bb c', { body: 'a*bb*bb*c' }, false],
    [`${'x'.repeat(65_534)}ok`, { body: '*ok' }, true],
    [`${'x'.repeat(65_535)}ok`, { body: '*ok' }, false],
    ['aba', { body: 'ab*ba' }, false],
    ['abab', { body: '*ab*ab' }, true],
    ['xab', { body: '*ab*ab' }, false],
    ['a.c', { body: 'a?c' }, false],
    ['{"ok":true}', { field: 'ok' }, true],
    ['\ufeff{"ok":true}\r\n', { field: 'ok' }, true],
    ['{"ok":false,"error":"invalid_auth"}', { field: 'ok' }, false],
    ['{"ok":"true"}', { field: 'ok' }, false],
    ['{"ok":"true"}', { field: 'ok', value: 'true' }, true],
    ['{"data":[{"status":"success"}]}', { field: 'data.0.status', value: 'success' }, true],
    ['{"code":0}', { field: 'code', value: 0 }, true],
    ['{"code":1}', { field: 'code', value: 0 }, false],
    ['{}', { field: 'constructor.name', value: 'Object' }, false],
    ['[]', { field: 'length', value: 0 }, true],
    ['null', { field: 'ok' }, false],
    ['"text"', { field: 'length', value: 4 }, false],
    ['<html>', { field: 'ok' }, false],
    ['{"ok":true}', { body: '*ok*', field: 'ok' }, true],
    ['{"ok":true}', { body: '*fine*', field: 'ok' }, false],
  ] as const)
    it(`${JSON.stringify(body.slice(0, 60))} is ${isExpected ? '' : 'not '}as ${JSON.stringify(options)} asks for`, () => {
      assert.equal(outcomeOf(body, options).outcome, isExpected ? 'delivered' : 'failed');
    });

  for (const [body, isDelivered] of [
    ['{}', true],
    ['', true],
    ['<html>', true],
    ['{"partialSuccess":{}}', true],
    ['{"partialSuccess":{"rejectedLogRecords":"0","errorMessage":"old fields"}}', true],
    ['{"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"too old"}}', false],
    ['{"partialSuccess":{"rejectedLogRecords":1}}', false],
  ] as const)
    it(`says in ${body} that it ${isDelivered ? 'took the event' : 'refused it, which is not sent again'}`, () => {
      const delivery = outcomeOf(body, { refused: 'partialSuccess.rejectedLogRecords' });
      assert.deepEqual(
        delivery,
        isDelivered
          ? { outcome: 'delivered' }
          : {
              outcome: 'failed',
              reason: 'rejected',
              recoverable: false,
              message:
                'POST x: answered 200: it refused the event (partialSuccess.rejectedLogRecords is 1); it says: no',
            },
      );
    });

  it('is what else is asked for where nothing was refused', () => {
    assert.equal(outcomeOf('{"ok":false,"bad":0}', { refused: 'bad', field: 'ok' }).outcome, 'failed');
  });

  it('names the cause where it is compressed', () => {
    const headers = { 'content-encoding': 'gzip' };
    const answer = { kind: 'answer', status: 200, headers, body: '?', excerpt: '', label: 'POST x' } as const;
    const delivery = checkExpected(answer, expectOptions.parse({ body: 'ok' }));
    assert.ok(delivery.outcome === 'failed');
    assert.match(delivery.message, /: its body is compressed, which was not asked for: let it be plain$/);
  });

  it('blames no event otherwise, and the message has what the receiver says', () => {
    assert.deepEqual(outcomeOf('no', { body: 'ok' }), {
      outcome: 'failed',
      reason: 'rejected',
      recoverable: true,
      message: 'POST x: answered 200: its body is not what expect asks for; it says: no',
    });
  });

  it('takes no time over a pattern with many * and a hostile answer', () => {
    const body = `${'*a'.repeat(200)}*b`;
    const options = { body: body.slice(0, 1000) };
    assert.equal(outcomeOf('a'.repeat(1024 * 1024), options).outcome, 'failed');
  });

  it('is refused without body, field and refused, and a value without its field', () => {
    for (const options of [{}, { value: false }, { body: 'x', value: 'y' }, { field: '.a' }, { body: '' }])
      assert.equal(expectOptions.safeParse(options).success, false, JSON.stringify(options));
  });
});
