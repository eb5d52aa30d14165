import { parseIdentifierOf } from '../../plugins/collectd/identifier.ts';
import { complaintAboutType, defaultTypesDb, readTypesDb } from '../../plugins/collectd/types-db.ts';
import type { Config } from '../../plugins/config/config.ts';
import type { CollectdConf } from '../collectd-conf/collectd-conf.ts';
import { placeOf } from '../collectd-conf/collectd-conf.ts';
import type { Finding } from './finding.ts';

/** The types of everything that is given back beside the outputs. */
const ownTypes = ['percent', 'duration', 'gauge'];

/** Says whether dma and collectd know the types of all that is given back. */
export function checkTypes(
  { targets, typesDb }: Pick<Config, 'targets' | 'typesDb'>,
  conf: CollectdConf | undefined,
): Finding {
  const subject = 'types';
  const outputs = Object.entries(targets).flatMap(([target, { output }]) =>
    output === undefined ? [] : [{ target, type: parseIdentifierOf('host', output).type }],
  );
  for (const { target, type } of outputs) {
    const complaint = complaintAboutType(type, typesDb);
    if (complaint !== undefined)
      return {
        subject,
        ok: false,
        text: `dma predict does not start: targets.${target}.output: ${complaint}`,
      };
  }
  const needed = [...new Set([...outputs.map(({ type }) => type), ...ownTypes])];
  const known = readTypesDb(conf?.typesDb ?? typesDb);
  const unknown = needed.filter((type) => known?.has(type) === false);
  if (unknown.length === 0 || conf === undefined)
    return { subject, ok: true, text: `${needed.join(', ')} are known` };
  const place = conf.global('typesdb');
  const where = place ? `TypesDB of ${placeOf(place)}` : 'its TypesDB';
  const isStock = ownTypes.some((type) => unknown.includes(type));
  const cure = isStock
    ? `name ${defaultTypesDb} there as well, before yours, and restart collectd`
    : `name the file with it there as well, and restart collectd`;
  return {
    subject,
    ok: false,
    text: `collectd does not know ${unknown.join(', ')}, and drops such values: ${where} lacks them; ${cure}`,
  };
}
