import assert from 'node:assert/strict';
import { fitOnce } from '../../../../analysis/forecasters/fit-memory.ts';
import { Window } from '../../../../analysis/window.ts';

describe('a fit that is made once', () => {
  it('is made again when the window has taken a sample, or is another window, and not otherwise', () => {
    let fits = 0;
    const fit = fitOnce((window: Window) => ({ fits: ++fits, newest: window.newest }));
    const window = new Window(3);
    window.append(10, 1);
    assert.deepEqual(fit(window), { fits: 1, newest: 1 });
    assert.deepEqual(fit(window), { fits: 1, newest: 1 });
    window.append(10, 2);
    assert.deepEqual(fit(window), { fits: 1, newest: 1 }, 'the second sample at one time was refused');
    window.append(11, 3);
    assert.deepEqual(fit(window), { fits: 2, newest: 3 });
    const other = Window.of([{ time: 11, value: 4 }]);
    assert.deepEqual(fit(other), { fits: 3, newest: 4 });
    assert.deepEqual(fit(window), { fits: 4, newest: 3 });
  });
});
