import assert from 'node:assert/strict';
import type { Notifier } from '../../../../notifiers/notifier.ts';
import { describeConfiguration } from '../../../../tools/check/configuration.ts';

const notifier = (kind: string): Notifier => ({
  name: kind,
  maxEvents: 1,
  deliver: () => assert.fail('dma check delivers nothing'),
  close: () => undefined,
});

describe('what dma check says of a valid configuration', () => {
  const [log, congress] = ['log', 'congress'].map((kind) => ({
    name: `${kind}-x`,
    notifier: notifier(kind),
  }));

  it('names the notifiers, and the writer where one of them is told it', () => {
    const writer = { name: 'web1', isGuess: false };
    const text = (...given: (typeof log)[]) =>
      describeConfiguration(
        given.map((one) => one!),
        writer,
      ).text;
    assert.equal(text(), 'is valid; notifiers: none');
    assert.equal(text(log), 'is valid; notifiers: log-x');
    assert.equal(text(log, congress), 'is valid; notifiers: log-x, congress-x; writes as web1');
  });

  it('says what to do where the name is a guess', () => {
    const { ok, text } = describeConfiguration([congress!], { name: 'web1', isGuess: true });
    assert.match(
      text,
      /; writes as web1 \(web1 is this machine's name: .* set writer in dma\.yaml to that\)$/,
    );
    assert.equal(ok, true);
  });
});
