import assert from 'node:assert/strict';
import { signatureOptions, signBody } from '../../../../notifiers/http/body-signature.ts';

describe('the signature of a body', () => {
  it("is what GitHub's documentation of webhooks gives as an example", () => {
    assert.equal(
      signBody('Hello, World!', "It's a Secret to Everybody", 'sha256'),
      'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    );
  });

  it('is of the bytes of UTF-8, key included', () => {
    assert.equal(
      signBody('\u00e9', '\u00fc', 'sha256'),
      // printf 'é' | openssl dgst -sha256 -hmac 'ü'
      'sha256=2f4ee8680579a99f13d4c87da0abce2120eb3a327f77fd7ba750b61b04217280',
    );
  });

  it('goes into X-Signature-256 unless told otherwise, and into no header that is ours', () => {
    assert.deepEqual(signatureOptions.parse({ secretFile: '/s' }), {
      secretFile: '/s',
      header: 'X-Signature-256',
      algorithm: 'sha256',
    });
    for (const header of ['Authorization', 'content-type', 'a b', ''])
      assert.equal(signatureOptions.safeParse({ secretFile: '/s', header }).success, false, header);
  });
});
