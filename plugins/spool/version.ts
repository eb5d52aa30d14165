/**
 * The version of the files that hold events. It rises when a field changes its meaning or goes; new fields do not
 * raise it.
 */
export const spoolVersion = 1;

/** A file that a newer collectd-dma wrote: it can be neither read nor given up. */
export class NewerFile extends Error {
  override name = 'NewerFile';

  constructor(version: number) {
    super(`has version ${version} of a newer collectd-dma, and this one reads up to ${spoolVersion}`);
  }
}

/** The text of a spool file: the fields of `content` behind the version. */
export function formatVersioned(content: object): string {
  return JSON.stringify({ version: spoolVersion, ...content });
}

/**
 * Parses a spool file of any version up to this one.
 *
 * @param upgrade turns the fields of a file without a version, as 0.1.0 wrote them, into those of today
 * @returns not checked any further
 * @throws SyntaxError; NewerFile
 */
export function parseVersioned(text: string, upgrade: (fields: Fields) => Fields): unknown {
  const content: unknown = JSON.parse(text);
  if (!isFields(content)) return content;
  const { version } = content;
  if (version === undefined) return upgrade(content);
  if (typeof version === 'number' && version > spoolVersion) throw new NewerFile(version);
  return content;
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(content: unknown): content is Fields {
  return typeof content === 'object' && content !== null && !Array.isArray(content);
}

/** An event without a version calls its alert context `situation`. */
export function upgradeEvent(content: unknown): unknown {
  if (!isFields(content) || content['situation'] === undefined) return content;
  const { situation, ...fields } = content;
  return { ...fields, alertContext: situation };
}
