import { identifierOf, parseIdentifier, type Identifier } from '../../plugins/collectd/identifier.ts';
import type { Severity } from '../../plugins/collectd/notification.ts';
import type { ValueList } from '../../plugins/collectd/text-protocol.ts';

/**
 * Splits a command into words as collectd does (utils/common, parse_string): blanks separate, a word in quotes may hold
 * blanks, and a backslash makes the next character literal. An option's value may be in quotes: `key="a b"`.
 */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/([^\s"=]+=)?(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/gs)];
  if (words.map(([word]) => word).join(' ') !== line) throw new Error(`not a command: ${line}`);
  return words.map(([, key = '', quoted, plain]) => key + (quoted?.replaceAll(/\\(.)/gs, '$1') ?? plain));
}

/** Reads a PUTVAL command the way collectd does. */
export function parsePutval(line: string): ValueList {
  const [command, name, interval, timeAndValues, ...more] = wordsOf(line);
  if (command !== 'PUTVAL' || more.length > 0) throw new Error(`not a PUTVAL: ${line}`);
  const [time, ...values] = timeAndValues!.split(':');
  return {
    identifier: parseIdentifier(name!),
    intervalSeconds: Number(/^interval=(.*)$/.exec(interval!)![1]),
    time: Number(time),
    values: values.map((text) => (text === 'U' ? Number.NaN : Number(text))),
  };
}

/** A PUTNOTIF command as collectd reads it. */
export interface ParsedNotification {
  readonly severity: Severity;
  readonly time: number;
  readonly parts: Partial<Identifier>;
  readonly message: string;
}

/** Reads a PUTNOTIF command the way collectd does. */
export function parsePutnotif(line: string): ParsedNotification {
  const [command, ...options] = wordsOf(line);
  if (command !== 'PUTNOTIF') throw new Error(`not a PUTNOTIF: ${line}`);
  const texts = new Map(
    options.map((option) => /^([a-z_]+)=(.*)$/s.exec(option)!.slice(1) as [string, string]),
  );
  const { host, plugin, type, ...instances } = identifierOf({
    host: texts.get('host') ?? '',
    plugin: texts.get('plugin') ?? '',
    pluginInstance: texts.get('plugin_instance'),
    type: texts.get('type') ?? '',
    typeInstance: texts.get('type_instance'),
  });
  return {
    severity: texts.get('severity')!.toUpperCase() as Severity,
    time: Number(texts.get('time')),
    parts: { ...(host && { host }), ...(plugin && { plugin }), ...(type && { type }), ...instances },
    message: texts.get('message')!,
  };
}
