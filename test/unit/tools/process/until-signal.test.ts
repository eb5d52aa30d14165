import assert from 'node:assert/strict';
import {
  runUntilSignal,
  untilSignal,
  untilSignalOrCollectdEnds,
} from '../../../../tools/process/until-signal.ts';

describe('the signal that ends a program', () => {
  const names = ['SIGINT', 'SIGTERM'] as const;
  let before: readonly (readonly NodeJS.SignalsListener[])[];
  const warnings: string[] = [];
  const onWarning = ({ message }: Error): unknown => warnings.push(message);

  beforeEach(() => {
    before = names.map((name) => process.listeners(name));
    process.on('warning', onWarning);
  });

  afterEach(() => {
    process.off('warning', onWarning);
    for (const [index, name] of names.entries())
      for (const listener of process.listeners(name))
        if (!before[index]!.includes(listener)) process.off(name, listener);
  });

  for (const make of [untilSignal, untilSignalOrCollectdEnds])
    it(`may be waited for by any number of notifiers: ${make.name}`, async () => {
      const signal = make();
      for (let notifier = 0; notifier < 30; notifier++) signal.addEventListener('abort', () => notifier);
      await new Promise(setImmediate);
      assert.deepEqual(warnings.splice(0), []);
    });

  it('is not waited for where a server cannot listen, which is no fault of the command line', async () => {
    const taken = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' });
    await assert.rejects(
      runUntilSignal(() => Promise.reject(taken)),
      { name: 'OutsideError', message: 'cannot listen: listen EADDRINUSE; choose another --port or --host' },
    );
  });
});
