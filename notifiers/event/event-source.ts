/** The parts of an identifier that a notification of collectd names; see `Identifier` for their meaning. */
export interface SourceParts {
  readonly host?: string;
  readonly plugin?: string;
  readonly pluginInstance?: string;
  readonly type?: string;
  readonly typeInstance?: string;
}

/**
 * Writes the `source` of an event: an identifier where all parts are named, and as much of it as is named otherwise. A
 * missing host is `unknown`.
 */
export function formatSource({
  host = 'unknown',
  plugin = '',
  pluginInstance,
  type = '',
  typeInstance,
}: { readonly [Part in keyof SourceParts]?: string | undefined }): string {
  const fields = [host, joinWithHyphen(plugin, pluginInstance), joinWithHyphen(type, typeInstance)];
  return fields.filter(Boolean).join('/');
}

/**
 * Reads what {@link formatSource} wrote. Without a plugin, the type is taken for it, which gives the same text again.
 */
export function parseSource(source: string): SourceParts {
  const [host = '', pluginField = '', ...typeFields] = source.split('/');
  const [plugin, pluginInstance] = splitAtHyphen(pluginField);
  const [type, typeInstance] = splitAtHyphen(typeFields.join('/'));
  const parts = { host, plugin, pluginInstance, type, typeInstance };
  return Object.fromEntries(Object.entries(parts).filter(([, text]) => text));
}

/** Splits a field of an identifier into name and instance, which starts after the first hyphen as in collectd. */
export function splitAtHyphen(field: string): [string, string | undefined] {
  const hyphen = field.indexOf('-');
  return hyphen < 0 ? [field, undefined] : [field.slice(0, hyphen), field.slice(hyphen + 1)];
}

/** The inverse of {@link splitAtHyphen}. */
export function joinWithHyphen(name: string, instance: string | undefined): string {
  return instance === undefined ? name : `${name}-${instance}`;
}

/** The name of a series without its host where that is `host`, and with it where it is another one. */
export function nameBeside(identifier: string, host: string): string {
  return identifier.startsWith(`${host}/`) ? identifier.slice(host.length + 1) : identifier;
}
