/** An operation of a disk that fails with this code of the file system. */
export function failing(code: string): () => never {
  return () => {
    throw Object.assign(new Error(`${code}: it failed`), { code });
  };
}
