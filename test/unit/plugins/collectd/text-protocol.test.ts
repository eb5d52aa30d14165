import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { IdentifierError } from '../../../../plugins/collectd/identifier.ts';
import type { Notification } from '../../../../plugins/collectd/notification.ts';
import {
  formatGetval,
  formatPutnotif,
  formatPutval,
  maxLineBytes,
  maxMessageBytes,
  parseGetval,
  parseListval,
  parseStatus,
  ProtocolError,
  type ValueList,
} from '../../../../plugins/collectd/text-protocol.ts';
import { goldenNotifications, goldenValueLists } from '../../../support/golden-lines.ts';
import { parsePutnotif, parsePutval } from '../../../support/parsed-command.ts';
import { hostileIdentifier, hostileText } from '../../../support/hostile-identifiers.ts';

function goldenFile(name: string): string[] {
  return readFileSync(new URL(`../../../golden/${name}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
}

/** The command, or undefined when it was refused the way hostile input may be. */
function formattedOrRefused(format: () => string): string | undefined {
  try {
    return format();
  } catch (error) {
    assert.ok(error instanceof ProtocolError || error instanceof IdentifierError, String(error));
    assert.ok(!error.message.includes('\n'), error.message);
    return undefined;
  }
}

function assertOneCommand(line: string, command: string): void {
  assert.ok(line.startsWith(`${command} `));
  // oxlint-disable-next-line no-control-regex
  assert.doesNotMatch(line, /[\u0000-\u001f\u007f]/);
  assert.ok(Buffer.byteLength(line) < maxLineBytes);
  const strings = line.match(/"(?:[^"\\]|\\["\\])*"/g)!;
  assert.ok(
    !/["\\]/.test(strings.reduce((rest, text) => rest.replace(text, () => ''), line)),
    'balanced quotes',
  );
}

const list: ValueList = {
  identifier: { host: 'h', plugin: 'dma', type: 'gauge' },
  time: 1.8e9,
  intervalSeconds: 1,
  values: [1],
};
const notification: Notification = { severity: 'OKAY', time: 1.8e9, message: 'm', details: {} };

describe('the plain-text protocol', () => {
  it('formats PUTVAL as in the golden lines', () => {
    assert.deepEqual(goldenValueLists.map(formatPutval), goldenFile('putval.txt'));
  });

  it('formats PUTNOTIF as in the golden lines', () => {
    assert.deepEqual(goldenNotifications.map(formatPutnotif), goldenFile('putnotif.txt'));
  });

  it('gives back what was formatted, in each golden line', () => {
    for (const [index, line] of goldenFile('putval.txt').entries()) {
      const { identifier, time, intervalSeconds, values } = goldenValueLists[index]!;
      const [read, rounded] = [parsePutval(line), Number(time.toFixed(3))];
      const known = values.map((value) => (Number.isFinite(value) ? value : Number.NaN));
      assert.deepEqual(read, { identifier, time: rounded, intervalSeconds, values: known });
    }
    for (const [index, line] of goldenFile('putnotif.txt').entries()) {
      const { severity, host, plugin } = goldenNotifications[index]!;
      const { parts, ...read } = parsePutnotif(line);
      assert.deepEqual([read.severity, parts.host, parts.plugin], [severity, host, plugin]);
    }
  });

  it('asks for a value, and reads what is answered', () => {
    assert.equal(formatGetval('h/p/t-a "b"'), String.raw`GETVAL "h/p/t-a \"b\""`);
    assert.deepEqual(parseGetval(['shortterm=4.9e-01', 'b=c=NaN', 'x=nan', 'x=', 'x=inf', 'value=-3']), [
      0.49,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      -3,
    ]);
  });

  it('reads the list of series, and skips lines that are not part of it', () => {
    const lines = [
      '1795280952.316 h/p/t-with a blank',
      'nonsense',
      ' h/p/t',
      '0 h/p/t',
      'NaN h/p/t',
      'Infinity h/p/t',
      '-1 h/p/t',
      '',
      '1795280952',
    ];
    assert.deepEqual([...parseListval(lines)], [['h/p/t-with a blank', 1795280952.316]]);
  });

  it('refuses value lists that collectd would not take', () => {
    const table: [Partial<ValueList>, string][] = [
      [{ values: [] }, 'a value list needs at least one value'],
      [{ intervalSeconds: 0 }, 'an interval is above 0 seconds, not 0'],
      [{ intervalSeconds: Number.NaN }, 'an interval is above 0 seconds, not NaN'],
      [{ intervalSeconds: Number.POSITIVE_INFINITY }, 'an interval is above 0 seconds, not Infinity'],
      [{ time: Number.NaN }, 'a time is in epoch seconds, not NaN'],
      [{ time: -1 }, 'a time is in epoch seconds, not -1'],
      [{ time: 253_402_300_800 }, 'a time is in epoch seconds, not 253402300800'],
      [
        { values: Array.from({ length: 600 }, () => 1) },
        'a line of 1251 bytes is too long for collectd, whose maximum is 1199',
      ],
    ];
    for (const [part, message] of table) {
      assert.throws(() => formatPutval({ ...list, ...part }), { name: 'ProtocolError', message });
    }
  });

  it('takes the first time and the last', () => {
    for (const time of [0, 253_402_300_799])
      assert.ok(formatPutval({ ...list, time }).includes(` ${time}.000:`));
  });

  it('refuses a notification without a message', () => {
    for (const message of ['', '\n \n'])
      assert.throws(() => formatPutnotif({ ...notification, message }), {
        name: 'ProtocolError',
        message: 'a notification needs a message',
      });
  });

  it('takes a line of 1199 bytes with its line feed, and none of 1200', () => {
    const [room] = [maxLineBytes - Buffer.byteLength(formatPutval({ ...list, values: [1, 1] })) - 1];
    const values = Array.from({ length: 2 + Math.floor(room / 2) }, () => 1);
    if (room % 2 === 1) values[0] = 10;
    assert.equal(Buffer.byteLength(formatPutval({ ...list, values })) + 1, maxLineBytes);
    values[1] = 10;
    assert.throws(() => formatPutval({ ...list, values }), { name: 'ProtocolError' });
  });

  it('cuts a message to what collectd keeps, at a whole character', () => {
    const line = formatPutnotif({ ...notification, message: `a${'ü'.repeat(200)}` });
    const message = /message="(.*)"/.exec(line)![1]!;
    assert.equal(message, `a${'ü'.repeat(127)}`);
    assert.equal(Buffer.byteLength(message), maxMessageBytes);
  });

  it('refuses a notification whose parts hold control characters', () => {
    assert.throws(() => formatPutnotif({ ...notification, typeInstance: 'a\nPUTVAL' }), {
      name: 'ProtocolError',
      message: String.raw`the type_instance "a\nPUTVAL" holds a control character`,
    });
  });

  it('makes one whole command or none, whatever the value list', () => {
    const numbers = fc.array(fc.double(), { maxLength: 80 });
    let formatted = 0;
    fc.assert(
      fc.property(
        hostileIdentifier,
        fc.double(),
        fc.double(),
        numbers,
        (identifier, time, intervalSeconds, values) => {
          const line = formattedOrRefused(() => formatPutval({ identifier, time, intervalSeconds, values }));
          if (line === undefined) return;
          formatted++;
          assertOneCommand(line, 'PUTVAL');
          assert.deepEqual(parsePutval(line), {
            identifier,
            time: Number(time.toFixed(3)),
            intervalSeconds: Number(intervalSeconds.toFixed(3)),
            // Text has no negative zero, and no infinity.
            values: values.map((value) => (Number.isFinite(value) ? Number(String(value)) : Number.NaN)),
          });
        },
      ),
      { numRuns: 2000, seed: 1 },
    );
    assert.ok(formatted > 20, `${formatted}`);
  });

  it('makes one whole command or none, whatever the notification', () => {
    const part = fc.option(hostileText, { nil: undefined });
    const parts = fc.record({
      host: part,
      plugin: part,
      pluginInstance: part,
      type: part,
      typeInstance: part,
    });
    let formatted = 0;
    fc.assert(
      fc.property(parts, fc.string({ unit: 'binary', maxLength: 400 }), (given, message) => {
        const line = formattedOrRefused(() =>
          formatPutnotif({ ...notification, ...given, message } as Notification),
        );
        if (line === undefined) return;
        formatted++;
        assertOneCommand(line, 'PUTNOTIF');
        const named = Object.entries(given).filter(([, text]) => text);
        const read = parsePutnotif(line);
        assert.deepEqual(read.parts, Object.fromEntries(named));
        // oxlint-disable-next-line no-control-regex
        const oneLine = message.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ').toWellFormed();
        assert.ok(oneLine.startsWith(read.message), read.message);
        assert.equal(read.time, notification.time);
        assert.equal(read.severity, notification.severity);
      }),
      { numRuns: 1000, seed: 1 },
    );
    assert.ok(formatted > 50, `${formatted}`);
  });

  it('reads status lines', () => {
    assert.deepEqual(parseStatus('0 Success: 1 value has been dispatched.'), {
      code: 0,
      text: 'Success: 1 value has been dispatched.',
    });
    assert.deepEqual(parseStatus("-1 1 Type `x' isn't defined."), {
      code: -1,
      text: "1 Type `x' isn't defined.",
    });
    assert.deepEqual(parseStatus('27 Values found'), { code: 27, text: 'Values found' });
  });

  it('reads a status or refuses it in one line, whatever was answered', () => {
    const answer = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.tuple(fc.integer(), fc.string({ unit: 'binary' })).map(([code, text]) => `${code} ${text}`),
    );
    fc.assert(
      fc.property(answer, (line) => {
        try {
          const { code, text } = parseStatus(line);
          assert.ok(Number.isSafeInteger(code));
          assert.ok(line.endsWith(` ${text}`));
        } catch (error) {
          assert.ok(error instanceof ProtocolError, String(error));
          assert.ok(!error.message.includes('\n') && error.message.length < 1000, error.message);
        }
      }),
    );
  });

  it('quotes 120 characters of what is not a status line', () => {
    assert.throws(() => parseStatus('x'.repeat(1000)), {
      message: `not an answer of collectd: "${'x'.repeat(120)}"`,
    });
  });

  it('refuses what is not a status line', () => {
    for (const line of ['', 'hello', '1', '1.5 x', ' 0 x', '99999999999 x', 'HTTP/1.1 400 Bad Request']) {
      assert.throws(() => parseStatus(line), {
        name: 'ProtocolError',
        message: `not an answer of collectd: ${JSON.stringify(line)}`,
      });
    }
  });
});
