import nock from 'nock';
import type { Notifier } from '../../../notifiers/notifier.ts';
import { createNotifier } from '../../../notifiers/registry.ts';
import { exampleContext } from '../../support/example-event.ts';
import { secretMark } from './rig.ts';

/** Creates a notifier of OpenStack with Keystone at this origin. */
export async function makeOpenStackAt(
  name: 'congress' | 'nova',
  origin: string,
  options?: object,
): Promise<Notifier> {
  const env = {
    OS_AUTH_URL: `${origin}/v3?key=${secretMark}-query`,
    OS_USERNAME: 'dma',
    OS_PASSWORD: `${secretMark}-password`,
    OS_PROJECT_NAME: 'admin',
  };
  return createNotifier(name, options, exampleContext(env));
}

/** Makes the intercepted Keystone give a token with this one service in its catalog. */
export function answerLogin(type: string, url: string): void {
  const token = {
    expires_at: '2026-11-21T03:17:29.000000Z',
    catalog: [{ type, endpoints: [{ interface: 'public', region: 'R', url }] }],
  };
  nock('http://keystone.test')
    .persist()
    .post('/v3/auth/tokens')
    .reply(201, { token }, { 'X-Subject-Token': `${secretMark}-token` });
}
