/** A package-lock.json, as far as it is read here. */
export interface PackageLock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** A lock without what only development needs; where a package belongs and which one it is stays the same. */
export function productionLock<Lock extends PackageLock>(lock: Lock): Lock {
  const packages = Object.entries(lock.packages).flatMap(([path, entry]) => {
    if (entry.dev) return [];
    const { devDependencies: _, ...kept } = entry;
    return [[path, kept] as const];
  });
  return { ...lock, packages: Object.fromEntries(packages) };
}
