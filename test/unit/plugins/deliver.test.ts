import assert from 'node:assert/strict';
import { parseConfig } from '../../../plugins/config/config.ts';
import type { ConfigWithNotifiers } from '../../../plugins/config/configured-notifiers.ts';
import { deliver } from '../../../plugins/deliver.ts';
import { Reloads } from '../../../plugins/process/reloads.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { until } from '../../support/until.ts';

describe('the delivery, when its configuration is read anew', () => {
  const scratch = scratchFolder();
  const withSpool = (name: string): ConfigWithNotifiers => ({
    config: parseConfig(`spool: ${scratch()}/${name}`, 'dma.yaml'),
    notifiers: [],
  });

  it('names an option for the next start only where it is another than the one in force', async () => {
    const said: string[] = [];
    const say = (text: string): number => said.push(text);
    const logger = { info: say, warn: say, error: say };
    let name = 'first';
    const reloads = new Reloads(() => withSpool(name), logger);
    const stop = new AbortController();
    const ended = deliver({ ...withSpool('first'), reloads, logger, signal: stop.signal });
    const reload = async (next: string): Promise<string[]> => {
      said.splice(0);
      name = next;
      reloads.request();
      await until('the reload', 10, () => said.length > 0);
      return said;
    };
    assert.deepEqual(await reload('second'), [
      'the configuration is read anew; spool at the next start only',
    ]);
    assert.deepEqual(await reload('first'), ['the configuration is read anew']);
    stop.abort();
    await ended;
  });
});
