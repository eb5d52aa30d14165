import { z } from 'zod';

interface BasicAuthExample {
  /** The example of `passwordFile`. */
  readonly passwordFile: string;
  /** The first version that has the option. */
  readonly since: string;
}

/** An option for a user name and the file with its password. */
export function basicAuthOption({ passwordFile, since }: BasicAuthExample) {
  return z.strictObject({
    username: z
      .string()
      .regex(/^[^:\p{Cc}]+$/u, 'must hold no colon and no control character')
      .meta({ description: 'The user name.', examples: ['dma'], since }),
    passwordFile: z
      .string()
      .min(1)
      .meta({
        description: 'The file with the password, readable by the user of dma alone (chmod 600).',
        examples: [passwordFile],
        since,
      }),
  });
}

/** Formats the value of `Authorization`. RFC 7617 recommends UTF-8 where the server does not say otherwise. */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
