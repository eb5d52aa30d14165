import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';
import type { Predictor } from '../../../../plugins/prediction/predictor.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

const own = 'nas/dma-disk-tank';
const config = parseConfig(
  'targets: {disk: {series: "*/df-*/df_complex-used", capacity: "*/df-*/df_complex-{used,free}", output: dma/df_complex}}',
  'test',
);

/** 1000 of 5000 are used, and others take 10 more each second: 90 % are used after 389 s. */
const shrink = (second: number): readonly [number, number] => [1000, 4000 - 10 * second];

/** A disk of 3000 that is grown to 10,000, and fills by 1 each second. */
const jump = (second: number): readonly [number, number] => [
  1000 + second,
  (second < 100 ? 2000 : 9000) - second,
];

describe('a capacity that moves', () => {
  let rig: PredictorRig;
  beforeEach(() => {
    rig = new PredictorRig();
  });

  /** Writes what df reads in a second. */
  function write(used: number, free: number): void {
    rig.redis.write('nas/df-tank/df_complex-free', rig.now - 0.002, free);
    rig.redis.write('nas/df-tank/df_complex-used', rig.now, used);
  }

  async function run(
    predictor: Predictor | undefined,
    seconds: number,
    amountsAt: (second: number) => readonly [used: number, free: number],
  ): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      rig.now++;
      write(...amountsAt(second));
      await predictor?.round();
    }
  }

  function values(name: string): number[] {
    return rig.output.take(`${own}/${name}`).map(({ values: [value] }) => value!);
  }

  it('is warned of as a leak is, when it moved already before the start', async () => {
    await run(undefined, 300, shrink);
    const predictor = rig.start(config);
    await run(predictor, 60, (second) => shrink(300 + second));
    const risk = values('percent-risk');
    assert.ok(risk.at(-1)! >= 50, `risk ${risk.join(' ')}`);
    const exhaustion = values('duration-exhaustion').at(-1)!;
    assert.ok(Math.abs(exhaustion - (389 - 359)) < 4, `exhausted in ${exhaustion} s`);
    const predicted = values('percent-predicted').at(-1)!;
    assert.ok(predicted > 99, `${predicted} % expected`);
    const amount = rig.output.take('nas/dma/df_complex-tank').at(-1)!.values[0]!;
    assert.ok(Math.abs(amount - 1000) < 1, `${amount} used are expected`);
    assert.deepEqual(rig.said(), []);
  });

  it('is warned of when it begins to move later', async () => {
    const predictor = rig.start(config);
    await run(predictor, 120, () => [1000, 4000]);
    await run(predictor, 370, shrink);
    const risk = values('percent-risk');
    const raised = risk.findIndex((percent) => percent >= 50) - 120;
    assert.ok(raised > 0 && raised < 370, `raised after ${raised} s: ${risk.join(' ')}`);
    assert.ok(risk.length >= 480, `${risk.length} predictions in 490 s`);
  });

  it('has its share in the alert context, in percent', async () => {
    await run(undefined, 300, shrink);
    const predictor = rig.start(config);
    await run(predictor, 2, (second) => shrink(300 + second));
    const { prediction, capacity } = predictor.series[0]!.state!;
    assert.equal(capacity, 5000 - 3010);
    assert.equal(prediction.limit, 0.9 * capacity);
    assert.equal(prediction.share?.limit, 90);
    assert.ok(Math.abs(prediction.share.value - 100_000 / capacity) < 1e-9);
  });

  it('changes nothing where it only jumps, as when a disk is grown', async () => {
    const predictor = rig.start(config);
    await run(predictor, 200, jump);
    const { prediction, capacity } = predictor.series[0]!.state!;
    assert.equal(capacity, 10_000);
    assert.equal(prediction.share, undefined);
    const amount = rig.output.take('nas/dma/df_complex-tank').at(-1)!.values[0]!;
    assert.ok(Math.abs(amount - 1259) < 15, `${amount} used are expected`);
  });

  it('does not matter where the limit is a number', async () => {
    const fixed = parseConfig(
      'targets: {disk: {series: "*/df-*/df_complex-used", capacity: "*/df-*/df_complex-{used,free}", limit: 1500}}',
      'test',
    );
    await run(undefined, 300, shrink);
    const predictor = rig.start(fixed);
    await run(predictor, 3, (second) => shrink(300 + second));
    assert.equal(predictor.series[0]!.state!.prediction.share, undefined);
  });

  it('is read anew when one of its parts ends', async () => {
    const reserved = 'nas/df-tank/df_complex-reserved';
    const any = parseConfig(
      'targets: {disk: {series: "*/df-*/df_complex-used", capacity: "*/df-*/df_complex-*"}}',
      'test',
    );
    const withReserved = (second: number): readonly [number, number] => {
      rig.redis.write(reserved, rig.now, 500);
      return shrink(second);
    };
    await run(undefined, 60, withReserved);
    const predictor = rig.start(any);
    await run(predictor, 20, (second) => withReserved(60 + second));
    assert.equal(predictor.series[0]!.state!.capacity, 5500 - 790);
    await run(predictor, 320, () => [1000, 3200]);
    assert.equal(predictor.series[0]!.state!.capacity, 4200);
    await run(predictor, 60, (second) => [1000, 3200 - 10 * second]);
    assert.equal(predictor.series[0]!.state!.capacity, 4200 - 590);
  });
});
