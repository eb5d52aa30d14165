import { isNotifierName, notifierEntry } from '../../notifiers/registry.ts';
import type { ConfiguredNotifier } from '../../plugins/config/configured-notifiers.ts';
import { explainGuess, type Writer } from '../events/writer.ts';
import type { Finding } from './finding.ts';

/** Of a configuration that is valid: who is told, and by which name of ours where that counts. */
export function describeConfiguration(
  notifiers: readonly Pick<ConfiguredNotifier, 'name' | 'notifier'>[],
  writer: Writer,
): Finding {
  const names = notifiers.map(({ name }) => name).join(', ') || 'none';
  const isTold = notifiers.some(
    ({ notifier: { name } }) => isNotifierName(name) && notifierEntry(name).usesWriter,
  );
  const writes = isTold
    ? `; writes as ${writer.name}${writer.isGuess ? ` (${explainGuess(writer)})` : ''}`
    : '';
  return { subject: 'configuration', ok: true, text: `is valid; notifiers: ${names}${writes}` };
}
