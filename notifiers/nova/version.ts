import { z } from 'zod';

/** The first one in which a service is known by its UUID and updated by `PUT /os-services/{uuid}` (Pike, 2017). */
export const neededMicroversion = '2.53';

const versionDocument = z.object({ version: z.object({ version: z.string() }) });

/**
 * Nova's URL with its version: what the catalog has (`.../v2.1`, of old with the project's id behind it), or with
 * `/v2.1` added where it has none.
 */
export function versionedUrl(endpoint: string): string {
  if (!URL.canParse(endpoint)) return endpoint;
  return /\/v2(\.\d+)?(\/|$)/.test(new URL(endpoint).pathname) ? endpoint : `${endpoint}/v2.1`;
}

/** Where Nova describes its version: without the project's id. */
export function versionDocumentUrl(endpoint: string): string {
  if (!URL.canParse(endpoint)) return endpoint;
  const { origin, pathname } = new URL(versionedUrl(endpoint));
  return `${origin}${pathname.replace(/(\/v2(?:\.\d+)?)(\/.*)?$/, '$1/')}`;
}

/** The highest microversion that Nova speaks, such as `2.95`, empty when it speaks none; undefined: this is no Nova. */
export function parseHighestMicroversion(body: string): string | undefined {
  try {
    return versionDocument.parse(JSON.parse(body)).version.version;
  } catch {
    return undefined;
  }
}

/** Whether the microversion is not older than the one that is needed. */
export function isNewEnough(microversion: string): boolean {
  const [major = 0, minor = 0] = microversion.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = neededMicroversion.split('.').map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}
