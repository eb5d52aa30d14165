import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { explainGuess, writerOf } from '../../../../tools/events/writer.ts';

const machine = () => 'web1';
const collectd = (name: string) => (name === 'COLLECTD_HOSTNAME' ? 'web1.example.org' : undefined);

describe('the name by which this machine writes', () => {
  it("is that of dma.yaml, else collectd's, else the machine's, which is a guess", () => {
    const said = parseConfig('writer: east', 'dma.yaml');
    const silent = parseConfig('', 'dma.yaml');
    assert.deepEqual(writerOf(said, collectd, machine), { name: 'east', isGuess: false });
    assert.deepEqual(writerOf(silent, collectd, machine), { name: 'web1.example.org', isGuess: false });
    for (const env of [() => undefined, () => ''])
      assert.deepEqual(writerOf(silent, env, machine), { name: 'web1', isGuess: true });
  });

  it('is printable ASCII without spaces', () => {
    for (const wrong of ['a b', '"\\u00e9"', '""', 'x'.repeat(256)])
      assert.throws(
        () => parseConfig(`writer: ${wrong}`, 'dma.yaml'),
        /dma\.yaml:1:1: writer: .*printable ASCII/,
      );
  });

  it('says what to do where it is a guess', () => {
    assert.equal(
      explainGuess({ name: 'web1', isGuess: true }),
      "web1 is this machine's name: if collectd's Hostname is another one, set writer in dma.yaml to that",
    );
  });
});
