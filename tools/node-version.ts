/** The oldest Node.js that can run the programs, as package.json says in `engines`. */
export const minNodeVersion = '20.19';

/**
 * The reason why this Node.js is too old, as one line; undefined when it is not. Old syntax alone, here and in dma.ts:
 * an old Node.js has to parse both.
 *
 * @param version such as `v18.20.8`
 */
export function complaintAboutNode(version: string): string | undefined {
  const [major, minor] = numbersOf(version);
  const [minMajor, minMinor] = numbersOf(minNodeVersion);
  if (major > minMajor || (major === minMajor && minor >= minMinor)) return undefined;
  return `Node.js ${minNodeVersion} or newer is needed, and this is ${version}; install a newer one, and put it before others in PATH`;
}

/** The reason why the programs cannot be loaded, as one line; undefined for a bug. Old syntax, too. */
export function complaintAboutImport(error: unknown): string | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EMFILE')
    return 'this process may open too few files (EMFILE): raise LimitNOFILE= of its service, or ulimit -n, to 1024';
  if (code === 'ENFILE') return 'this machine has too many open files (ENFILE): raise fs.file-max by sysctl';
  if (code === 'ERR_MODULE_NOT_FOUND')
    return `it is not installed completely: ${message.split(' imported from ')[0]}; install the package again`;
  if (code === 'EACCES')
    return `its files cannot be read (${message}); install the package again, readable by all`;
  return undefined;
}

function numbersOf(version: string): [number, number] {
  const parts = version.replace('v', '').split('.').map(Number);
  return [parts[0] || 0, parts[1] || 0];
}
