/** The start of the complaint about a server that answers otherwise than a Redis. */
export const unreadable = 'its answer is not as that of a Redis';

/** Nothing else than a server that is no Redis breaks the types of the client. */
export function hasText({ value }: { readonly value: unknown }): boolean {
  return typeof value === 'string';
}

/** True when the client could not read an answer. An error anywhere else in it is a bug of ours. */
export function isUnreadable(error: unknown): boolean {
  const [, place = ''] = error instanceof TypeError ? (error.stack ?? '').split(/\n +at /) : [];
  return /@redis\/client\/(?:dist\/)?lib\/commands\//.test(place);
}
