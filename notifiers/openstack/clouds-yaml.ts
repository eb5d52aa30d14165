import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { heldFailure, unusableFile, type Failure } from '../http-client/http-outcome.ts';
import { readRegularFile, type RegularFile } from '../http-client/local-file.ts';

/** A cloud of clouds.yaml merged with secure.yaml. */
export interface FoundCloud {
  readonly kind: 'cloud';
  /** The path of clouds.yaml, for messages. */
  readonly file: string;
  readonly cloud: Fields;
}

export type Fields = Readonly<Record<string, unknown>>;

/** Far more than any real clouds.yaml. */
const maxCharacters = 128 * 1024;

type Env = (name: string) => string | undefined;

/** Fields that nobody else should read. */
const secretFields = ['password', 'application_credential_secret', 'token', 'passcode'];

/**
 * Reads a cloud as OpenStack's own clients do.
 *
 * The first clouds.yaml counts: at OS_CLIENT_CONFIG_FILE, in the working directory, in ~/.config/openstack, in
 * /etc/openstack. The first secure.yaml, found likewise (OS_CLIENT_SECURE_FILE), is merged over it.
 *
 * Fails with `io`, for a person to mend: when there is no file, when it is wrong, has no such cloud, or holds a secret
 * of this cloud that everyone can read. No message contains any of the content.
 */
export async function readCloud(name: string, env: Env): Promise<FoundCloud | Failure> {
  const denied: string[] = [];
  const found = await readFirst('clouds', name, env, denied);
  if (found?.kind === 'failed') return found;
  const hint = () => denied.map((path) => `; ${path} is there but cannot be opened`).join('');
  if (!found)
    return heldFailure(
      'io',
      `cloud ${name}: no clouds.yaml at OS_CLIENT_CONFIG_FILE, in the working directory, in ~/.config/openstack ` +
        `or in /etc/openstack${hint()}`,
      'write one, or let the user of dma read it',
    );
  const secure = await readFirst('secure', name, env, denied);
  if (secure?.kind === 'failed') return secure;
  if (!found.cloud && !secure?.cloud)
    return unusableFile(`${found.file}: there is no cloud ${name} under clouds${hint()}`);
  return { kind: 'cloud', file: found.file, cloud: merge(found.cloud ?? {}, secure?.cloud ?? {}) };
}

function candidates(kind: 'clouds' | 'secure', env: Env): string[] {
  const explicit = env(kind === 'clouds' ? 'OS_CLIENT_CONFIG_FILE' : 'OS_CLIENT_SECURE_FILE');
  const home = env('HOME');
  const folders = ['.', ...(home ? [join(home, '.config/openstack')] : []), '/etc/openstack'];
  return [
    ...(explicit ? [explicit] : []),
    ...folders.flatMap((folder) => ['yaml', 'yml', 'json'].map((end) => join(folder, `${kind}.${end}`))),
  ];
}

interface CloudFile {
  readonly kind: 'file';
  readonly file: string;
  /** Undefined when the file has no such cloud. */
  readonly cloud: Fields | undefined;
}

async function readFirst(
  kind: 'clouds' | 'secure',
  name: string,
  env: Env,
  denied: string[],
): Promise<CloudFile | Failure | undefined> {
  for (const path of candidates(kind, env)) {
    const read = await readRegularFile(path);
    if (read.kind === 'text') return parseCloud(path, read, name);
    if (read.kind === 'failed') return read;
    // collectd starts us with its own HOME, such as /root, which we may be unable to enter.
    if (read.code === 'EACCES') denied.push(path);
    else if (read.code !== 'ENOENT' && read.code !== 'ENOTDIR') return read.failed;
  }
  return undefined;
}

function parseCloud(path: string, { text, mode }: RegularFile, name: string): CloudFile | Failure {
  if (text.length > maxCharacters)
    return unusableFile(`${path}: has more than ${maxCharacters} characters; is it a clouds.yaml?`);
  let all: unknown;
  try {
    const lineCounter = new LineCounter();
    // The parser's own detection of duplicate keys and error positions takes minutes on a hostile file.
    const options = { logLevel: 'silent', prettyErrors: false, uniqueKeys: false, lineCounter } as const;
    const document = parseDocument(text, options);
    // The parser's message quotes the line, which may hold the password.
    const [wrong] = document.errors;
    if (wrong) return unusableFile(`${path}: is not YAML (line ${lineCounter.linePos(wrong.pos[0]).line})`);
    all = document.toJS();
  } catch {
    return unusableFile(`${path}: is not YAML`);
  }
  const clouds = isFields(all) ? all['clouds'] : undefined;
  const cloud = isFields(clouds) && Object.hasOwn(clouds, name) ? clouds[name] : undefined;
  if (!isFields(cloud)) return { kind: 'file', file: path, cloud: undefined };
  if ((mode & 0o004) !== 0 && holdsSecret(cloud))
    return unusableFile(`${path} holds a secret and is readable by everyone`, `chmod o= ${path}`);
  return { kind: 'file', file: path, cloud };
}

function holdsSecret(cloud: Fields): boolean {
  const auth = isFields(cloud['auth']) ? cloud['auth'] : {};
  return secretFields.some((field) => auth[field] !== undefined || cloud[field] !== undefined);
}

/** Merges the second over the first, field by field. */
function merge(first: Fields, second: Fields): Fields {
  const merged: Record<string, unknown> = { ...first };
  for (const [name, value] of Object.entries(second)) {
    const below = first[name];
    merged[name] = isFields(value) && isFields(below) ? merge(below, value) : value;
  }
  return merged;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
