import nock from 'nock';
import { answerLogin, makeOpenStackAt } from './openstack.ts';
import { echoing, nextStatus, secretMark, type NotifierRig } from './rig.ts';

export const rig: NotifierRig = {
  secrets: [`${secretMark}-token`, `${secretMark}-password`],
  make: () => makeOpenStackAt('congress', 'http://keystone.test'),
  makeAt: (origin) => makeOpenStackAt('congress', origin),
  answer: (statuses, body) => {
    const carried: unknown[] = [];
    answerLogin('policy', 'http://congress.test/');
    nock('http://congress.test')
      .persist()
      .get('/v1/data-sources')
      .reply(200, { results: [{ id: 'd1', name: 'doctor' }] })
      .get('/v1/data-sources/doctor/tables/events/rows')
      .reply(() => [200, { results: rowsOf(carried.at(-1)).map((data) => ({ data })) }])
      .put('/v1/data-sources/doctor/tables/events/rows')
      .reply((_url, sent) => [nextStatus(statuses, carried.push(sent)), body, echoing(rig.secrets[0]!)]);
    return carried;
  },
};

/** The rows of a PUT in the format of the answer to GET. */
function rowsOf(put: unknown): unknown[][] {
  const rows = (put ?? []) as { time: string; type: string; details: Record<string, string> }[];
  const columns = ['hostname', 'status', 'monitor', 'monitor_event_id'];
  return rows.map(({ time, type, details }) => [time, type, ...columns.map((column) => details[column])]);
}
