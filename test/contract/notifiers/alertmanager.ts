import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import nock from 'nock';
import type { Notifier } from '../../../notifiers/notifier.ts';
import { createNotifier } from '../../../notifiers/registry.ts';
import { exampleContext } from '../../support/example-event.ts';
import { echoing, nextStatus, secretMark, type NotifierRig } from './rig.ts';

export const rig: NotifierRig = {
  secrets: [`${secretMark}-password`, `${secretMark}-path`],
  make: (folder) => makeAlertmanagerAt('http://alertmanager.test', folder),
  makeNoting: async (folder) => {
    rig.answer!([200]);
    nock('http://other.test').post(/.*/).reply(500, rig.secrets.join(), echoing(rig.secrets[0]!));
    return makeAlertmanagerAt('http://alertmanager.test', folder, 'http://other.test');
  },
  makeAt: makeAlertmanagerAt,
  answer: (statuses, body) => {
    const carried: unknown[] = [];
    nock('http://alertmanager.test')
      .persist()
      .post(`/${secretMark}-path/api/v2/alerts`)
      .reply((_url, sent) => [nextStatus(statuses, carried.push(sent)), body, echoing(rig.secrets[0]!)]);
    return carried;
  },
};

async function makeAlertmanagerAt(origin: string, folder: string, ...others: string[]): Promise<Notifier> {
  const passwordFile = join(folder.endsWith('missing') ? dirname(folder) : folder, 'password');
  await writeFile(passwordFile, `${secretMark}-password\n`, { mode: 0o600 });
  const basicAuth = { username: 'dma', passwordFile };
  return createNotifier(
    'alertmanager',
    { urls: [origin, ...others].map((peer) => `${peer}/${secretMark}-path`), basicAuth },
    exampleContext(),
  );
}
