import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';

const load = (relay: string) => parseConfig(`relay: ${relay}\n`, 'dma.yaml').relay;

describe('the section relay of dma.yaml', () => {
  it('may be left out, or be empty', () => {
    const usual = { listen: '127.0.0.1:6378', allowFrom: [], maxSamplesPerSeries: 600, maxMegabytes: 256 };
    assert.deepEqual(parseConfig('spool: /x\n', 'dma.yaml').relay, usual);
    assert.deepEqual(load('{}'), usual);
  });

  it('demands to say who may connect where others can', () => {
    for (const listen of ['0.0.0.0:6378', '[::]:6378', '192.0.2.1:6378', 'db.example.org:6378']) {
      assert.throws(() => load(`{listen: "${listen}"}`), /relay\.listen.*allowFrom/);
      load(`{listen: "${listen}", allowFrom: [10.0.0.0/8]}`);
    }
    for (const listen of ['127.0.0.1:1', '[::1]:1', 'localhost:1']) load(`{listen: "${listen}"}`);
  });

  for (const [option, rule] of [
    ['listen: 6378', /relay\.listen/],
    ['listen: "unix:/run/relay.sock"', /relay\.listen.*expected an address and a port/],
    ['allowFrom: [example.org]', /relay\.allowFrom.*expected an address or a network/],
    ['allowFrom: [10.0.0.0/33]', /relay\.allowFrom.*expected an address or a network/],
    ['allowFrom: ["::1/129"]', /relay\.allowFrom.*expected an address or a network/],
    ['maxSamplesPerSeries: 0', /relay\.maxSamplesPerSeries/],
    ['maxMegabytes: 1.5', /relay\.maxMegabytes/],
    ['maxMegabits: 1', /relay\.maxMegabits/],
  ] as const) {
    it(`refuses ${option} in one line`, () => {
      assert.throws(
        () => load(`{${option}}`),
        ({ message }: Error) => rule.test(message) && message.split('\n').length === 1,
      );
    });
  }
});
