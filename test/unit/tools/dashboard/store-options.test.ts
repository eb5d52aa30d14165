import assert from 'node:assert/strict';
import { withStoreOptions } from '../../../../tools/dashboard/store-options.ts';

describe('a complaint about one of several Redis', () => {
  for (const [complaint, expected] of [
    ['start Redis, or correct redis.url', 'start Redis, or correct dashboard.redis.eu.url'],
    ['redis.clientCertificate.certFile: x', 'dashboard.redis.eu.clientCertificate.certFile: x'],
    [
      'set redis.username and redis.passwordFile',
      'set dashboard.redis.eu.username and dashboard.redis.eu.passwordFile',
    ],
    ['getaddrinfo ENOTFOUND redis.example.org', 'getaddrinfo ENOTFOUND redis.example.org'],
    ['getaddrinfo ENOTFOUND redis.url.invalid', 'getaddrinfo ENOTFOUND redis.url.invalid'],
    ['getaddrinfo ENOTFOUND my.redis.url', 'getaddrinfo ENOTFOUND my.redis.url'],
    ['redis://redis:6379 does not answer', 'redis://redis:6379 does not answer'],
  ] as const)
    it(`names its options where they stand: ${complaint}`, () => {
      assert.equal(withStoreOptions(complaint, 'eu'), expected);
    });
});
