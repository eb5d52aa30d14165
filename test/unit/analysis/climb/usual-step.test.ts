import assert from 'node:assert/strict';
import { UsualStep } from '../../../../analysis/climb/usual-step.ts';

describe('the usual step', () => {
  it('is 0 before there is one, and the first one after it', () => {
    const usual = new UsualStep(60);
    assert.deepEqual([usual.seconds, usual.change], [0, 0]);
    usual.append(2, -8);
    assert.ok(Math.abs(usual.seconds - 2) < 1e-12);
    assert.ok(Math.abs(usual.change - 8) < 1e-12);
  });

  it('follows within some five horizons', () => {
    const usual = new UsualStep(60);
    for (let i = 0; i < 1000; i++) usual.append(1, 1);
    for (let second = 0; second < 300; second += 10) usual.append(10, 3);
    // 1 - 1/e of the way.
    assert.ok(Math.abs(usual.seconds - 6.69) < 0.1, `${usual.seconds}`);
    assert.ok(Math.abs(usual.change - 2.264) < 0.03, `${usual.change}`);
  });
});
