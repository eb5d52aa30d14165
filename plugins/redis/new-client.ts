import { createClient } from 'redis';
import type { RedisAccess } from './access.ts';
import type { RedisPlace } from './complaint.ts';

/** Makes a client that never reconnects. @param openingSeconds time limit of its connection, TLS included */
export function newClient(
  { url, username }: RedisPlace,
  { password, tls }: RedisAccess,
  openingSeconds: number,
) {
  const path = url.startsWith('unix://') ? url.slice('unix://'.length) : undefined;
  return createClient({
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    RESP: 2,
    disableOfflineQueue: true,
    // Its error would hide Redis' reason to refuse the connection.
    disableClientInfo: true,
    // The library's own limit of 5 s would fail commands that Redis is still answering; RedisSilence decides.
    commandOptions: { timeout: 0 },
    ...(path === undefined ? { url } : {}),
    socket: {
      // Less than the whole limit: a client that is destroyed while it connects would go on.
      connectTimeout: openingSeconds * 800,
      // The next client reads the files again.
      reconnectStrategy: false,
      ...(path === undefined ? {} : { path }),
      ...(url.startsWith('rediss://') ? { tls: true as const, ...tls } : {}),
    },
  });
}
