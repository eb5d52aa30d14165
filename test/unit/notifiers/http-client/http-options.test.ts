import assert from 'node:assert/strict';
import {
  headerName,
  headersOption,
  receiverUrl,
  urlTemplate,
} from '../../../../notifiers/http-client/http-options.ts';

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
      ['http://:SeKrEt@a', /user:password/],
      ['see http://a', /starts with http/],
      ['http://a/{{SeKrEt}}', /only the http notifier has placeholders/],
    ] as const) {
      const { error } = receiverUrl.safeParse(url);
      const [issue] = error!.issues;
      assert.match(issue!.message, rule, url);
      // The text stays out of the messages.
      assert.deepEqual(issue!.code === 'custom' && issue.params, { isWhole: true });
    }
    assert.ok(urlTemplate.safeParse('http://a/{{host}}').success);
  });
});

describe('further headers', () => {
  it('have names that are free to set, and values of printable ASCII', () => {
    const good = { 'X-Team': 'operations', "x!#$%&'*+.^_`|~1-": '', 'X-A': ' ~' };
    assert.deepEqual(headersOption.parse(good), good);
    assert.deepEqual(headersOption.parse(undefined), {});
    for (const [name, value, rule] of [
      ['', 'a', /must be a header name/],
      ['X A', 'a', /must be a header name/],
      ['X-A:', 'a', /must be a header name/],
      ['\u00e9-x', 'a', /must be a header name/],
      ['Authorization', 'SeKrEt', /bearerTokenFile/],
      ['COOKIE', 'SeKrEt', /not free to set/],
      ['Content-Length', '1', /not free to set/],
      ['content-type', 'a/b', /not free to set/],
      ['Host', 'a', /not free to set/],
      ['X-A', 'SeKr\u00e9t', /printable ASCII/],
      ['X-A', 'SeKrEt\r\nX-B: 1', /printable ASCII/],
      ['X-A', '\u00e9SeKrEt', /printable ASCII/],
      ['X-A', '{{SeKrEt}}', /only the http notifier has placeholders/],
    ] as const) {
      const { error } = headersOption.safeParse({ 'X-Good': 'a', [name]: value });
      const issues = error!.issues.map(({ path, message, ...rest }) => {
        assert.match(message, rule, name);
        // The value may be a secret.
        assert.ok(!message.includes('SeK'));
        return { path, params: 'params' in rest && rest.params };
      });
      assert.deepEqual(issues, [{ path: [name], params: { isWhole: true } }]);
    }
  });

  it('have a name that is checked likewise where it stands alone', () => {
    assert.ok(headerName.safeParse('X-Signature').success);
    for (const name of ['X A', 'Authorization', 'content-TYPE'])
      assert.ok(!headerName.safeParse(name).success);
  });
});
