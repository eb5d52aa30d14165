import nock from 'nock';
import { answerLogin, makeOpenStackAt } from './openstack.ts';
import { echoing, nextStatus, secretMark, type NotifierRig } from './rig.ts';

export const rig: NotifierRig = {
  secrets: [`${secretMark}-token`, `${secretMark}-password`],
  make: () => makeOpenStackAt('nova', 'http://keystone.test'),
  makeNoting: async () => {
    rig.answer!([200]);
    const server = { name: 'one', status: 'ACTIVE', 'OS-EXT-SRV-ATTR:host': 'web1' };
    const servers = ['moves', 'stays'].map((id) => ({ ...server, id }));
    nock('http://nova.test')
      .get('/v2.1/servers/detail?host=web1&all_tenants=1&status=ACTIVE')
      .reply(200, { servers, token: rig.secrets[0] })
      .post('/v2.1/servers/moves/action')
      .reply(202, rig.secrets.join())
      .post('/v2.1/servers/stays/action')
      .reply(409, rig.secrets.join(), echoing(rig.secrets[0]!));
    return makeOpenStackAt('nova', 'http://keystone.test', { migrate: { dryRun: false } });
  },
  makeAt: (origin) => makeOpenStackAt('nova', origin),
  answer: (statuses, body) => {
    const carried: unknown[] = [];
    answerLogin('compute', 'http://nova.test/v2.1');
    nock('http://nova.test')
      .persist()
      .get('/v2.1/')
      .reply(200, { version: { id: 'v2.1', version: '2.93', min_version: '2.1' } })
      .get('/v2.1/os-services?host=web1&binary=nova-compute')
      .reply(() => {
        const service = { id: 's1', binary: 'nova-compute', host: 'web1', status: 'enabled' };
        return [200, { services: [{ ...service, ...(carried.at(-1) as object) }] }];
      })
      .get('/v2.1/os-services?binary=nova-compute')
      .reply(200, { services: [{ id: 's1', binary: 'nova-compute', host: 'web1', status: 'enabled' }] })
      .put('/v2.1/os-services/s1')
      .reply((_url, sent) => [nextStatus(statuses, carried.push(sent)), body, echoing(rig.secrets[0]!)]);
    return carried;
  },
};
