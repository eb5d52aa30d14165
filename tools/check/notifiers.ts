import type { ConfiguredNotifier } from '../../plugins/config/configured-notifiers.ts';
import type { Finding } from './finding.ts';
import { describeFailure } from '../../notifiers/notifier.ts';
import { isNotifierName, notifierEntry } from '../../notifiers/registry.ts';
import { explainGuess, type Writer } from '../events/writer.ts';

/**
 * Opens the files that each notifier needs. Receivers are not contacted: that would wake people, or use their
 * passwords.
 */
export function checkNotifiers(
  notifiers: readonly Pick<ConfiguredNotifier, 'name' | 'notifier'>[],
): Promise<Finding[]> {
  return Promise.all(
    notifiers.map(async ({ name, notifier }) => {
      const found = await notifier.checkFiles?.();
      const subject = `notifier ${name}`;
      return found?.outcome === 'failed'
        ? { subject, ok: false, text: describeFailure(found) }
        : { subject, ok: true, text: 'its files can be used; the receiver was not asked' };
    }),
  );
}

/** Describes a valid configuration: its notifiers, and our name as a writer where a notifier uses it. */
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
