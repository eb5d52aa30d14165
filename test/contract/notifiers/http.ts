import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import nock from 'nock';
import type { Notifier } from '../../../notifiers/notifier.ts';
import { createNotifier } from '../../../notifiers/registry.ts';
import { exampleContext } from '../../support/example-event.ts';
import { echoing, nextStatus, secretMark, type NotifierRig } from './rig.ts';

export const rig: NotifierRig = {
  secrets: [`${secretMark}-token`, `${secretMark}-path`, `${secretMark}-query`, `${secretMark}-header`],
  make: (folder) => makeHttpAt('http://receiver.test', folder),
  makeAt: makeHttpAt,
  answer: (statuses, body) => {
    const carried: unknown[] = [];
    nock('http://receiver.test')
      .persist()
      .post(/.*/)
      .reply((_url, sent) => [nextStatus(statuses, carried.push(sent)), body, echoing(rig.secrets[0]!)]);
    return carried;
  },
};

async function makeHttpAt(origin: string, folder: string): Promise<Notifier> {
  const bearerTokenFile = join(folder.endsWith('missing') ? dirname(folder) : folder, 'token');
  await writeFile(bearerTokenFile, `${secretMark}-token\n`, { mode: 0o600 });
  const url = `${origin}/hooks/${secretMark}-path?key=${secretMark}-query`;
  const headers = { 'X-Key': `${secretMark}-header` };
  const hmac = { secretFile: bearerTokenFile };
  return createNotifier('http', { url, bearerTokenFile, headers, hmac }, exampleContext());
}
