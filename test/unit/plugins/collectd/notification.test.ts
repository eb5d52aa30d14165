import assert from 'node:assert/strict';
import {
  formatHeaders,
  maxNotificationBytes,
  parseNotification,
} from '../../../../plugins/collectd/notification.ts';

/** As a real collectd printed it. */
const fromThreshold = `Severity: WARNING
Time: 1795226495.716
Host: localhost
Plugin: dma
PluginInstance: memory
Type: percent
TypeInstance: risk
DataSource: value
CurrentValue: 1.400000e+03
WarningMin: nan
WarningMax: 1.000000e+03
FailureMin: nan
FailureMax: 2.000000e+03

Host localhost, plugin dma (instance memory) type percent (instance risk): Data source "value" is currently 1400.000000.
`;

describe('a notification', () => {
  it("is read from what collectd's threshold plugin sends", () => {
    assert.deepEqual(parseNotification(fromThreshold), {
      severity: 'WARNING',
      time: 1795226495.716,
      host: 'localhost',
      plugin: 'dma',
      pluginInstance: 'memory',
      type: 'percent',
      typeInstance: 'risk',
      message:
        'Host localhost, plugin dma (instance memory) type percent (instance risk): Data source "value" is currently 1400.000000.',
      details: {
        DataSource: 'value',
        CurrentValue: '1.400000e+03',
        WarningMin: 'nan',
        WarningMax: '1.000000e+03',
        FailureMin: 'nan',
        FailureMax: '2.000000e+03',
      },
    });
  });

  it('leaves out what was left out', () => {
    assert.deepEqual(parseNotification('Severity: OKAY\nTime: 1795226495.716\nHost: h\n\nm\n'), {
      severity: 'OKAY',
      time: 1795226495.716,
      host: 'h',
      message: 'm',
      details: {},
    });
  });

  it('keeps what the message holds, line feeds and colons included', () => {
    const { message, details } = parseNotification('Severity: OKAY\nTime: 1\nkey: a: b\n\n one: 1\n\ntwo \n');
    assert.equal(message, 'one: 1\n\ntwo');
    assert.deepEqual(details, { key: 'a: b' });
  });

  it('may have an empty message, and reads FAILURE', () => {
    const { message, severity } = parseNotification('Severity: FAILURE\nTime: 1\n\n');
    assert.equal(message, '');
    assert.equal(severity, 'FAILURE');
  });

  it('takes the first of headers that stand there twice', () => {
    const { severity, details } = parseNotification(
      'Severity: OKAY\nSeverity: FAILURE\nTime: 1\nk: a\nk: b\n\n',
    );
    assert.deepEqual([severity, details], ['OKAY', { k: 'a' }]);
  });

  it('has the headers of the parts that are known', () => {
    const headers = formatHeaders({ host: 'h', plugin: 'p', type: 't', typeInstance: 'i' });
    assert.deepEqual(headers, ['Host: h', 'Plugin: p', 'Type: t', 'TypeInstance: i']);
    assert.deepEqual(formatHeaders({}), []);
  });

  it('is not taken in by headers named like members of an object', () => {
    const { details } = parseNotification('Severity: OKAY\nTime: 1\n__proto__: x\nconstructor: y\n\nm');
    assert.deepEqual(Object.entries(details), [
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  const malformed: Record<string, string> = {
    '': 'no empty line between the headers and the message',
    'Severity: OKAY\nTime: 1\nmessage': 'no empty line between the headers and the message',
    'hello\n\nworld': '"hello" is not a header line',
    'Severity: OKAY\n: x\nTime: 1\n\nm': '": x" is not a header line',
    'Severity:OKAY\nTime: 1\n\nm': '"Severity:OKAY" is not a header line',
    'Time: 1\n\nm': 'Severity is OKAY, WARNING or FAILURE, not "missing"',
    'Severity: okay\nTime: 1\n\nm': 'Severity is OKAY, WARNING or FAILURE, not "okay"',
    'Severity: OKAY\n\nm': 'Time is in epoch seconds, not "missing"',
    'Severity: OKAY\nTime: \n\nm': 'Time is in epoch seconds, not ""',
    'Severity: OKAY\nTime: now\n\nm': 'Time is in epoch seconds, not "now"',
    'Severity: OKAY\nTime: -1\n\nm': 'Time is in epoch seconds, not "-1"',
    'Severity: OKAY\nTime: inf\n\nm': 'Time is in epoch seconds, not "inf"',
    'Severity: OKAY\nTime: 5 h\n\nm': 'Time is in epoch seconds, not "5 h"',
    [`Severity: ${'x'.repeat(70)}\nTime: 1\n\nm`]: `Severity is OKAY, WARNING or FAILURE, not "${'x'.repeat(60)}"`,
    [`Severity: OKAY\nTime: ${'x'.repeat(70)}\n\nm`]: `Time is in epoch seconds, not "${'x'.repeat(60)}"`,
    'Severity: OKAY\nTime: 0x5\n\nm': 'Time is in epoch seconds, not "0x5"',
    'Severity: OKAY\nTime:  5\n\nm': 'Time is in epoch seconds, not " 5"',
    'Severity: OKAY\nTime: 1e5\n\nm': 'Time is in epoch seconds, not "1e5"',
    '\n\nm': '"" is not a header line',
    'Severity: OKAY\nTime: x5\n\nm': 'Time is in epoch seconds, not "x5"',
    'Severity: OKAY\nTime: 999999999999\n\nm': 'Time is in epoch seconds, not "999999999999"',
    'Severity: OKAY\nTime: 0\n\nm': 'Time is in epoch seconds, not "0"',
  };
  for (const [text, message] of Object.entries(malformed)) {
    it(`is refused when it is ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseNotification(text), { name: 'NotificationError', message });
    });
  }

  it('is read up to 64 KiB, and up to the last time that has a date', () => {
    const text = 'Severity: OKAY\nTime: 253402300799\n\n';
    const longest = text + 'x'.repeat(maxNotificationBytes - text.length);
    assert.equal(parseNotification(longest).time, 253_402_300_799);
    assert.throws(() => parseNotification(`${longest}x`), { name: 'NotificationError' });
  });

  it('is refused when it is too long, and quoted in one short line when it is garbage', () => {
    const long = `${fromThreshold}${'x'.repeat(maxNotificationBytes)}`;
    assert.throws(() => parseNotification(long), {
      name: 'NotificationError',
      message: `longer than ${maxNotificationBytes} bytes`,
    });
    assert.throws(
      () => parseNotification(`${'\0\r'.repeat(10_000)}\n\n`),
      ({ message }: Error) => message.length < 800 && !/[\r\n]/.test(message),
    );
  });
});
