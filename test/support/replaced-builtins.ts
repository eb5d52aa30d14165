import { syncBuiltinESMExports } from 'node:module';

/** Calls `call` while functions of a built-in module, such as `node:fs`, are replaced. */
export function withReplaced<Module extends object, Result>(
  module: Module,
  replacements: Partial<Module>,
  call: () => Result,
): Result {
  const names = Object.keys(replacements) as (keyof Module)[];
  const own = Object.fromEntries(names.map((name) => [name, module[name]]));
  const replace = (functions: object): void => {
    Object.assign(module, functions);
    syncBuiltinESMExports();
  };
  replace(replacements);
  const restore = (): void => replace(own);
  let result: Result;
  try {
    result = call();
  } catch (error) {
    restore();
    throw error;
  }
  if (result instanceof Promise) return result.finally(restore) as Result;
  restore();
  return result;
}
