import { constants, open } from 'node:fs/promises';
import { callFile, HangingFile } from '../file-call.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import { failure, heldFailure, unusableFile, type Failure } from './http-outcome.ts';

/** The text of a file. */
export interface FileText {
  readonly kind: 'text';
  readonly text: string;
}

/**
 * Reads a password, token or key: the only line of the file, without its line end.
 *
 * Read at each attempt, so that a rotated secret needs no restart. Fails with `io`, for a person to mend: when it is
 * missing or cannot be read, when others may read it, or when it is empty or has several lines. No message contains any
 * of the content.
 *
 * @param path absolute, or relative to the working directory
 * @param secrets gets the text
 */
export async function readSecretFile(path: string, secrets: KnownSecrets): Promise<FileText | Failure> {
  const file = await readNeededFile(path);
  if (file.kind === 'failed') return file;
  const exposed = readableByEveryone(path, file);
  if (exposed) return exposed;
  const text = file.text.replace(/\r?\n$/, '');
  if (text === '') return unusableFile(`secret file ${path} is empty`);
  // An HTTP header would refuse a control character later, with a less helpful message.
  if (/\p{Cc}/u.test(text)) return unusableFile(`secret file ${path} must hold one line of text`);
  secrets.add(text);
  return { kind: 'text', text };
}

/** Reads a secret that a header carries as it is, otherwise as `readSecretFile`. Must hold printable ASCII. */
export async function readHeaderSecretFile(path: string, secrets: KnownSecrets): Promise<FileText | Failure> {
  const file = await readSecretFile(path, secrets);
  if (file.kind === 'failed' || /^[\x20-\x7e]+$/.test(file.text)) return file;
  return unusableFile(`secret file ${path} must hold printable ASCII`);
}

/** Reads a private key (PEM), otherwise as `readSecretFile`. */
export async function readKeyFile(path: string): Promise<FileText | Failure> {
  const file = await readNeededFile(path);
  if (file.kind === 'failed') return file;
  return readableByEveryone(path, file) ?? { kind: 'text', text: file.text };
}

/** Reads a file that anyone may read, such as a template. Fails with `io`, see `readRegularFile`. */
export async function readTextFile(path: string): Promise<FileText | Failure> {
  return readNeededFile(path);
}

/** Reads PEM certificates. Fails with `io`, see `readRegularFile`. */
export async function readCaFile(path: string): Promise<FileText | Failure> {
  return readNeededFile(path);
}

function readableByEveryone(path: string, { mode }: RegularFile): Failure | undefined {
  if ((mode & 0o004) === 0) return undefined;
  return unusableFile(`secret file ${path} is readable by everyone`, `chmod 600 ${path}`);
}

async function readNeededFile(path: string): Promise<RegularFile | Failure> {
  const file = await readRegularFile(path);
  return file.kind === 'unreadable' ? file.failed : file;
}

/** The content of a regular file. */
export interface RegularFile {
  readonly kind: 'text';
  readonly text: string;
  /** The permissions, as of stat. */
  readonly mode: number;
}

/** A file that cannot be opened or read. */
export interface Unreadable {
  readonly kind: 'unreadable';
  /** The code of the system, such as ENOENT. */
  readonly code: string | undefined;
  /** The failure of an attempt that needs the file: `io`, recoverable. */
  readonly failed: Failure;
}

const maxBytes = 1024 * 1024;

/**
 * Reads a regular file of at most 1 MiB. Anything else fails with `io`, for a person to mend, and so does a file that
 * is missing or forbidden. Never blocks on a named pipe, and gives up on a file system that hangs, see `callFile`.
 *
 * @param path absolute, or relative to the working directory
 */
export async function readRegularFile(path: string): Promise<RegularFile | Unreadable | Failure> {
  try {
    return await callFile(path, () => readOnce(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const cause = error instanceof HangingFile ? error.message : (code ?? 'unknown error');
    const message = `cannot read ${path}: ${cause}`;
    const cure = cures[cause];
    const failed = cure === undefined ? failure('io', true, message) : heldFailure('io', message, cure);
    return { kind: 'unreadable', code, failed };
  }
}

const [readable, otherPath] = ['let the user of dma read that file', 'correct the path'];
/** Errors that stay until a person does something; others are of the machine, such as EIO and EMFILE. */
const cures: Readonly<Record<string, string>> = {
  ENOENT: 'create that file, or correct the path',
  EACCES: readable,
  EPERM: readable,
  ENOTDIR: otherPath,
  ELOOP: otherPath,
  ENAMETOOLONG: otherPath,
};

async function readOnce(path: string): Promise<RegularFile | Failure> {
  // Without O_NONBLOCK, opening a named pipe waits for a writer.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = await file.stat();
    if (!stat.isFile() || stat.size > maxBytes)
      return unusableFile(`${path} is not a regular file of at most 1 MiB`);
    return { kind: 'text', text: await file.readFile('utf8'), mode: stat.mode };
  } finally {
    await file.close();
  }
}
