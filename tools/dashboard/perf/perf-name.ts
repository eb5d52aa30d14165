import { fieldsOf, identifierOf, type Identifier } from '../../../plugins/collectd/identifier.ts';

/** The plugin under which posted values stand in collectd. */
const perfPlugin = 'perf';
const perfType = 'gauge';
const posted = `${perfPlugin}/${perfType}-`;

/** The name of a value in summaries: as it was posted, or plugin and type for values of collectd's own. */
export function perfName(series: string, dataSource: number, dataSources: number): string {
  const fields = fieldsOf(series);
  const name = fields.startsWith(posted) ? fields.slice(posted.length) : fields;
  return dataSources > 1 ? `${name}:${dataSource}` : name;
}

/** The series of a value that a machine without collectd has posted. */
export function perfIdentifier(host: string, name: string): Identifier {
  return identifierOf({ host, plugin: perfPlugin, type: perfType, typeInstance: name });
}
