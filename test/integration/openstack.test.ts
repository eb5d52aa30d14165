import assert from 'node:assert/strict';
import type { RunningDma } from '../support/run-dma.ts';
import {
  startCongressDummy,
  type RunningCongressDummy,
} from '../../tools/dummies/congress/congress-dummy.ts';
import { until } from '../support/until.ts';
import { SpoolStage } from '../support/spool-stage.ts';

/** The compiled dma deliver against Keystone, Congress and Nova as the stand-ins play them. */
describe('an episode, told to OpenStack', function () {
  let cloud: RunningCongressDummy;
  let stage: SpoolStage;
  let program: RunningDma;
  const changes: string[] = [];
  const time = Math.round(Date.now() / 1000);

  before(async function () {
    cloud = await startCongressDummy({
      hypervisors: ['compute1'],
      onNovaChange: (line) => changes.push(line),
    });
    stage = await SpoolStage.start(() => '  congress: {}\n  nova: {}\n');
    program = stage.deliver(cloud.env);
  });

  after(async function () {
    program?.child.kill('SIGKILL');
    await program?.exited;
    await stage?.stop();
    await cloud?.close();
  });

  it('is a row, and a compute service that is given nothing more to do', async function () {
    stage.enqueue('compute1', 'WARNING', time);
    await until('the row', 60, () => cloud.rows().length === 1);
    const [row] = cloud.rows();
    await until('the service', 60, () => changes.length === 1);
    assert.match(changes[0]!, /compute1.*disabled/);
    assert.ok(changes[0]!.includes(String(row!.at(-1))), 'with the id of the row in its reason');
  });

  it('goes on with a new token when the old ones are no longer good', async function () {
    cloud.revokeTokens();
    stage.enqueue('compute1', 'FAILURE', time + 1);
    await until('the FAILURE', 60, () => stage.received.length === 2);
    stage.enqueue('compute1', 'OKAY', time + 2);
    await until('an empty table', 60, () => cloud.rows().length === 0);
    await until('the service', 60, () => changes.length === 2);
    assert.match(changes[1]!, /compute1.*enabled/);
    assert.equal(program.output.stderr, '');
  });
});
