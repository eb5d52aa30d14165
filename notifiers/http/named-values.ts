import { z } from 'zod';

const name = z.string().regex(/^[A-Za-z]\w{0,59}$/, 'must be a name (a letter, then letters, digits and _)');

const value = z.union([z.string(), z.number(), z.boolean()], {
  error: 'must be text, a number, true or false',
});

/** Options that define names for placeholders. */
export const namedValueOptions = {
  values: z
    .record(name, z.strictObject({ WARNING: value, FAILURE: value, OKAY: value }))
    .default({})
    .meta({
      description:
        'Named values by severity: {{values.priority}} in the URL, the method, a header or the template is the value for the severity of the event.',
      examples: [{ priority: { WARNING: 'P3', FAILURE: 'P1', OKAY: 'P5' } }],
      since: '0.2.0',
    }),
  secretFiles: z
    .record(name, z.string().min(1))
    .default({})
    .meta({
      description:
        'Secrets by name, each the only line of a file (printable ASCII), readable by the user of dma alone (chmod 600): {{secrets.key}} in the URL, a header or the template is its content. The files are read at each attempt.',
      examples: [{ key: '/etc/collectd-dma/http-key' }],
      since: '0.2.0',
    }),
};
