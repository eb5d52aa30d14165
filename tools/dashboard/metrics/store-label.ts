/** Something of one Redis; its name where there are several. */
interface OfStore {
  readonly store?: string | undefined;
}

/** The label that tells several Redis apart: none for the only one, so that nothing changes there. */
export function storeLabels(all: readonly OfStore[]): readonly string[] {
  return all.some(({ store }) => store !== undefined) ? ['redis'] : [];
}

export function storeLabel({ store }: OfStore): Readonly<Record<string, string>> {
  return store === undefined ? {} : { redis: store };
}
