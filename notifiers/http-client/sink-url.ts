import { z } from 'zod';

/** An option that is the URL of a sink: http or https, and no credentials in it, because secrets are files. */
export const sinkUrl = z.string().superRefine((text, context) => {
  // The text itself stays out of the messages: it may hold a password.
  const issue = (message: string) => context.addIssue({ code: 'custom', message, params: { isWhole: true } });
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    return issue('must be a URL that starts with http:// or https://');
  const { username, password } = new URL(text);
  if (username || password) issue('must not hold user:password@ (secrets are files)');
});
