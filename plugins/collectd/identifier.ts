import { joinWithHyphen, splitAtHyphen } from '../../notifiers/event/event-source.ts';

/** The five parts by which collectd names a series. Absent parts are absent, never empty. */
export interface Identifier {
  readonly host: string;
  readonly plugin: string;
  readonly pluginInstance?: string;
  readonly type: string;
  readonly typeInstance?: string;
}

/** The plugin name of everything that we give to collectd. */
export const ownPlugin = 'dma';

/** True for our own values and notifications; false where there is no plugin. */
export function isOwn({ plugin }: { readonly plugin?: string }): boolean {
  return plugin === ownPlugin;
}

/** {@link isOwn} for the name of a series in Redis, which may be malformed: cheaper than parsing all of our own. */
export function isOwnName(name: string): boolean {
  const start = name.indexOf('/') + 1;
  const end = start + ownPlugin.length;
  return start > 0 && name.startsWith(ownPlugin, start) && (end === name.length || '-/'.includes(name[end]!));
}

/** True for the name of a series of a host and plugin, which may be malformed: cheaper than parsing all of a store. */
export function isNameOf(name: string, host: string, plugin: string): boolean {
  const start = `${host}/${plugin}`;
  return name.startsWith(start) && '-/'.includes(name[start.length] ?? ' ');
}

/** The host of a name, without parsing all of it. */
export function hostOf(name: string): string {
  const end = name.indexOf('/');
  return end < 0 ? name : name.slice(0, end);
}

/** The name of a series without its host. */
export function fieldsOf(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

/** collectd's DATA_MAX_NAME_LEN less the terminating zero. */
export const maxPartBytes = 127;

/** The reason why a text is not an identifier, in one line. */
export class IdentifierError extends Error {
  override name = 'IdentifierError';
}

/**
 * Reads `host/plugin[-instance]/type[-instance]`. An instance begins after the first hyphen of its field, as in
 * collectd.
 *
 * @throws IdentifierError for any other text, and when a part breaks a rule of {@link formatIdentifier}
 */
export function parseIdentifier(text: string): Identifier {
  const fields = text.split('/');
  if (fields.length !== 3) {
    throw new IdentifierError(
      `${quote(text)} is not an identifier: expected host/plugin[-instance]/type[-instance]`,
    );
  }
  const [plugin, pluginInstance] = splitAtHyphen(fields[1]!);
  const [type, typeInstance] = splitAtHyphen(fields[2]!);
  const identifier = identifierOf({ host: fields[0]!, plugin, pluginInstance, type, typeInstance });
  check(identifier);
  return identifier;
}

/**
 * Reads `plugin[-instance]/type[-instance]` of a host.
 *
 * @throws IdentifierError as {@link parseIdentifier} does
 */
export function parseIdentifierOf(host: string, text: string): Identifier {
  return parseIdentifier(`${host}/${text}`);
}

/**
 * Writes an identifier the way collectd does. The inverse of {@link parseIdentifier}.
 *
 * @throws IdentifierError when a part is empty, longer than 127 bytes of UTF-8, holds `/` or a control character, or
 *   when plugin or type hold a `-` (what follows it would be read as the instance)
 */
export function formatIdentifier(identifier: Identifier): string {
  check(identifier);
  const { host, plugin, pluginInstance, type, typeInstance } = identifier;
  return `${host}/${joinWithHyphen(plugin, pluginInstance)}/${joinWithHyphen(type, typeInstance)}`;
}

/** Makes an identifier of parts; undefined and empty instances are left out. */
export function identifierOf(parts: {
  host: string;
  plugin: string;
  pluginInstance?: string | undefined;
  type: string;
  typeInstance?: string | undefined;
}): Identifier {
  const { host, plugin, pluginInstance, type, typeInstance } = parts;
  return {
    host,
    plugin,
    ...(pluginInstance ? { pluginInstance } : {}),
    type,
    ...(typeInstance ? { typeInstance } : {}),
  };
}

function check(identifier: Identifier): void {
  for (const [part, text] of Object.entries(identifier) as [keyof Identifier, string][]) {
    const complaint = complaintAbout(part, text);
    if (complaint) throw new IdentifierError(`the ${part} ${quote(text)} ${complaint}`);
  }
}

function complaintAbout(part: keyof Identifier, text: string): string | undefined {
  if (text === '') return 'is empty';
  if (Buffer.byteLength(text) > maxPartBytes) return `is longer than ${maxPartBytes} bytes`;
  if (text.includes('/')) return 'holds a slash';
  if (hasControlCharacter(text)) return 'holds a control character';
  if (!text.isWellFormed()) return 'is not valid Unicode';
  if ((part === 'plugin' || part === 'type') && text.includes('-')) {
    return 'holds a hyphen, which would start its instance';
  }
  return undefined;
}

/** True when a text has C0 controls or DEL: a line feed would start a second command. */
export function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}...` : text);
}
