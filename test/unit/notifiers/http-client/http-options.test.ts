import assert from 'node:assert/strict';
import { receiverUrl } from '../../../../notifiers/http-client/http-options.ts';

describe('the URL of a receiver', () => {
  it('is http or https, with a host', () => {
    for (const url of [
      'http://a',
      'HTTPS://a.example.org:8443/path?query',
      'http://[::1]:9093',
      'http://unix.example.org',
    ])
      assert.ok(receiverUrl.safeParse(url).success, url);
    for (const [url, rule] of [
      ['ftp://a', /starts with http/],
      ['http://', /starts with http/],
      ['http://unix:/run/receiver.sock:/alerts', /sockets of this machine are not supported/],
      ['http://UNIX:/run/receiver.sock:/alerts', /sockets of this machine are not supported/],
      ['http://user@a', /user:password/],
    ] as const) {
      const { error } = receiverUrl.safeParse(url);
      assert.match(error?.issues[0]?.message ?? '', rule, url);
    }
  });
});
