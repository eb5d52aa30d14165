import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';

const memory = 'series: "*/memory/memory-used", capacity: "*/memory/memory-*"';
const disk = 'series: "*/df-*/df_complex-used", capacity: "*/df-*/df_complex-{used,free}"';

/** Options and outputs of targets. */
type Targets = readonly (readonly [options: string, output: string])[];

/** The complaint about two targets with these outputs; undefined when they are accepted. */
function complaint(...targets: Targets): string | undefined {
  const entries = targets.map(([options, output], index) => `  t${index}: {${options}, output: ${output}}`);
  try {
    parseConfig(`targets:\n${entries.join('\n')}`, 'f');
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^f:\d+:\d+: /, '');
  }
}

describe('the output of a target', () => {
  const refused: readonly (readonly [name: string, outputs: Targets, message: string])[] = [
    [
      'the output of another target',
      [
        [memory, 'dma/memory'],
        [memory, 'dma/memory'],
      ],
      't1.output: dma/memory is the output of target t0 already',
    ],
    [
      'the same in other words',
      [
        [memory, 'dma/memory'],
        [memory, 'dma-/memory-'],
      ],
      't1.output: dma-/memory- is the output of target t0 already',
    ],
    [
      'what another output becomes behind its wildcards',
      [
        [disk, 'dma/df_complex'],
        [memory, 'dma/df_complex-root'],
      ],
      't1.output: dma/df_complex-root is the output of target t0 already',
    ],
    [
      'what a later output becomes behind its wildcards',
      [
        [memory, 'dma/df_complex-root'],
        [disk, 'dma/df_complex'],
      ],
      't1.output: dma/df_complex is the output of target t0 already',
    ],
    [
      'the series itself',
      [[memory, 'memory/memory-used']],
      't0.output: memory/memory-used is one of the series like',
    ],
    [
      'a part of its capacity',
      [[memory, 'memory/memory-predicted']],
      'like */memory/memory-* that target t0 reads',
    ],
    [
      'a series of another target',
      [
        [memory, 'df-root/df_complex-used'],
        [disk, 'dma/df_complex'],
      ],
      't0.output: df-root/df_complex-used is one of the series like */df-*/df_complex-used that target t1 reads',
    ],
    [
      'a series that its own wildcards make',
      [['series: "*/df-*/*", limit: 5GiB', 'df-all/df_complex']],
      't0.output: df-all/df_complex is one of the series',
    ],
    [
      'a series that only its own wildcards complete',
      [['series: "*/df-*/df_complex-*", limit: 5GiB', 'df-all/df_complex']],
      't0.output: df-all/df_complex is one of the series',
    ],
    [
      'a value of a series of its own',
      [[memory, 'dma-t0-root/percent-risk']],
      't0.output: dma-t0-root/percent-risk is among the values',
    ],
    [
      'a value of its own',
      [[memory, 'dma-t0/percent-risk']],
      't0.output: dma-t0/percent-risk is among the values',
    ],
    [
      'a value of the program',
      [[memory, 'dma-self/gauge-stale']],
      'is among the values that dma gives back anyway',
    ],
  ];
  for (const [name, outputs, message] of refused)
    it(`must not be ${name}`, () => {
      const said = complaint(...outputs);
      assert.ok(said?.includes(message), said);
      assert.doesNotMatch(said ?? '', /, not /);
    });

  it('may be anything else', () => {
    assert.equal(
      complaint(
        [memory, 'dma/memory'],
        [memory, 'dma/memory-long'],
        [disk, 'dma/df_complex'],
        [memory, 'other/memory-used'],
        [memory, 'other-t0/percent-risk'],
        [memory, 'dma/percent-t0'],
        [memory, 'dma-t0/memory'],
        [memory, 'dma-mit-t0/percent'],
        [memory, 'memory/memory'],
        ['series: "*/*/gauge-x", limit: 5GiB', 'dma-any/gauge-x'],
        ['series: "*/load/*", limit: 5GiB', 'dma-all/gauge'],
      ),
      undefined,
    );
  });

  it('is no reason to complain about more than what is wrong by itself', () => {
    for (const text of ['targets: [1]', 'targets: {m: 5}', 'targets: {m: {series: 5, output: a/b}}'])
      assert.throws(() => parseConfig(text, 'f'), { name: 'ConfigError' });
  });
});
