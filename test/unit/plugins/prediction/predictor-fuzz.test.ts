import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { hasControlCharacter } from '../../../../plugins/collectd/identifier.ts';
import { formatPutval, maxLineBytes, type ValueList } from '../../../../plugins/collectd/text-protocol.ts';
import { hostileIdentifier } from '../../../support/hostile-identifiers.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

/** Numbers that no clock and no gauge should give. */
const number = fc.oneof(
  fc.double(),
  fc.double({ min: 0, max: 1000 }),
  fc.constantFrom(0, -0, 1, 1e308, -1e308, 5e-324, 2 ** 53, Number.MAX_VALUE, Number.POSITIVE_INFINITY),
);
/** Seconds from the sample before. */
const step = fc.oneof(
  fc.double({ min: 0, max: 3, noNaN: true }),
  fc.double({ min: -400, max: 400, noNaN: true }),
  fc.constantFrom(0, 1, 1e-9, 86_400, -86_400, 1e9, -1e9, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
const member = fc.oneof(
  { weight: 6, arbitrary: number.map((value) => `1.000:${value}`) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '1:nan',
      '1:-nan',
      '1:inf',
      '1:-inf',
      '1:1e999',
      '1:0x10',
      '',
      ':',
      '1:',
      '1::',
      '::::::::',
      'nan:1',
      `1:${'9'.repeat(1000)}`,
      `1${':1'.repeat(1000)}`,
      'x'.repeat(100_000),
    ),
  },
);

const config = parseConfig(
  `targets:
  memory: {series: "*/memory/memory-used", capacity: "*/memory/memory-*", output: dma/memory}
  any: {series: "*/*/*", limit: 500, minimumSamples: 1, output: dma/gauge, optional: true}
  low: {series: ["web1/memory/memory-used", "web1/memory/memory-free"], lowerLimit: 110, horizonSeconds: 5}
`,
  'f',
);

function assertSound(list: ValueList): void {
  const { type, typeInstance } = list.identifier;
  const line = formatPutval(list);
  assert.ok(!hasControlCharacter(line), line);
  assert.match(line, /^PUTVAL "(?:[^"\\]|\\["\\])+" interval=\d+\.\d{3} \d+\.\d{3}:[^\s:]+$/);
  assert.ok(Buffer.byteLength(line) < maxLineBytes);
  const [value, ...more] = list.values;
  assert.deepEqual(more, []);
  assert.match(line, /:(?:U|-?\d+(?:\.\d+)?(?:e[+-]\d+)?)$/);
  if (type === 'percent' && ['predicted', 'risk'].includes(typeInstance ?? ''))
    assert.ok(Number.isNaN(value) || (value! >= 0 && value! <= 100), line);
  if (type === 'duration') assert.ok(Number.isNaN(value) || value! >= 0, line);
}

describe('the predictor', function () {
  it('gives collectd sound commands only, whatever Redis holds, and never throws', async () => {
    let lists = 0;
    const round = fc.record({
      ahead: step,
      members: fc.array(fc.tuple(step, member, member), { maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(round, { minLength: 1, maxLength: 25 }),
        fc.array(hostileIdentifier, { maxLength: 3 }),
        async (rounds, others) => {
          const rig = new PredictorRig();
          const predictor = rig.start(config);
          for (const { ahead, members } of rounds) {
            rig.now += Number.isFinite(ahead) ? Math.min(Math.abs(ahead), 100) : 1;
            for (const [from, used, free] of members) {
              const score = Math.round((rig.now + from) * 1e3) / 1e3;
              rig.redis.writeMember('web1/memory/memory-used', used, score);
              rig.redis.writeMember('web1/memory/memory-free', free, score);
              for (const { host, plugin, type } of others)
                rig.redis.writeMember(`${host}/${plugin}/${type}`, used, score);
            }
            rig.write(500);
            await predictor.round();
            for (const list of rig.output.take()) {
              lists++;
              assertSound(list);
            }
          }
          const said = rig.said();
          for (const line of said) assert.ok(line.length < 2000, line);
          assert.ok(said.length < 12 * rounds.length + 50, said.join('\n'));
        },
      ),
      { numRuns: 100 },
    );
    assert.ok(lists > 1000, `${lists}`);
  });
});
