import { CollectdConf } from '../../tools/collectd-conf/collectd-conf.ts';
import { parseConf } from '../../tools/collectd-conf/conf-text.ts';

/** The configuration of a collectd whose only file is `/collectd.conf`. */
export function confOf(text: string, unreadable: readonly string[] = []): CollectdConf {
  const path = '/collectd.conf';
  const items = parseConf(text, path);
  return new CollectdConf(path, {
    items,
    files: [path],
    unreadable: unreadable.map((file) => ({ path: file, code: 'EACCES' })),
  });
}
