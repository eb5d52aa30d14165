import assert from 'node:assert/strict';
import { linear } from '../../../../analysis/forecasters/linear.ts';
import { Window } from '../../../../analysis/window.ts';

describe('the line of least squares', () => {
  it('abstains when the times are too near for their squares to be told from 0', () => {
    const window = Window.of([0, 1e-200, 2e-200].map((time) => ({ time, value: 1 })));
    assert.deepEqual(linear.forecast(window, 60), {
      kind: 'abstention',
      reason: 'no-time-span',
      spanSeconds: 2e-200,
    });
  });
});
