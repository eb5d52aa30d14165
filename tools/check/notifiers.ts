import type { ConfiguredNotifier } from '../../plugins/config/configured-notifiers.ts';
import type { Finding } from './finding.ts';

/** Opens the files that each notifier needs. No sink is asked: that would wake people, or log in with their passwords. */
export function checkNotifiers(
  notifiers: readonly Pick<ConfiguredNotifier, 'name' | 'notifier'>[],
): Promise<Finding[]> {
  return Promise.all(
    notifiers.map(async ({ name, notifier }) => {
      const found = await notifier.checkFiles?.();
      const subject = `notifier ${name}`;
      return found?.outcome === 'failed'
        ? { subject, ok: false, text: found.message }
        : { subject, ok: true, text: 'its files can be used; the sink was not asked' };
    }),
  );
}
