import { z } from 'zod';
import { brokenOptions, evenWhenBroken } from '../../notifiers/option-meta.ts';
import { redisSchema } from '../redis/options.ts';
import { isOpenToOthers, parseListenAddress } from './listen-address.ts';

const file = z.string().min(1);

const exampleCertificate = {
  certFile: '/etc/collectd-dma/dashboard.pem',
  keyFile: '/etc/collectd-dma/dashboard.key',
};

/** The section `dashboard` of dma.yaml; it has an effect only where somebody starts `dma dashboard`. */
export const dashboardSchema = z
  .strictObject({
    listen: z
      .string()
      .refine(
        (text) => parseListenAddress(text) !== undefined,
        'expected an address and a port, such as 127.0.0.1:9977 or [::1]:9977, or unix:/path',
      )
      .default('127.0.0.1:9977')
      .meta({
        description:
          'Where it listens. Others than the users of this machine can reach anything but 127.0.0.1, [::1], localhost and a Unix socket: `tokenFile` or `clientCaFile` is needed there.',
        examples: ['unix:/run/collectd-dma/dashboard.sock'],
        since: '0.2.0',
      }),
    tokenFile: file.optional().meta({
      description:
        'The file with the token of who may log in, at least 16 characters, readable by the user of dma alone (chmod 600). Programs send it as `Authorization: Bearer`. Nobody can silence or judge alerts, or send values, without a token or a client certificate.',
      examples: ['/etc/collectd-dma/dashboard-token'],
      defaultText: 'none, it can only be looked at',
      since: '0.2.0',
    }),
    certificate: z
      .strictObject({
        certFile: file.meta({
          description: 'The file with the certificate (PEM), and its chain.',
          examples: ['/etc/collectd-dma/dashboard.pem'],
          since: '0.2.0',
        }),
        keyFile: file.meta({
          description: 'The file with its key (PEM), readable by the user of dma alone (chmod 600).',
          examples: ['/etc/collectd-dma/dashboard.key'],
          since: '0.2.0',
        }),
      })
      .optional()
      .meta({
        description: 'For TLS: the certificate that is shown to clients.',
        examples: [exampleCertificate],
        defaultText: 'no TLS',
        since: '0.2.0',
      }),
    clientCaFile: file.optional().meta({
      description:
        'For TLS: the file with the certificates (PEM) of the authority whose client certificates are as good as the token.',
      examples: ['/etc/collectd-dma/clients-ca.pem'],
      beside: { certificate: exampleCertificate },
      defaultText: 'no client certificates',
      since: '0.2.0',
    }),
    redis: z
      .record(z.string().regex(/^[\w.-]{1,60}$/, 'expected letters, digits, and . _ -'), redisSchema)
      .refine((stores) => Object.keys(stores).length > 0, 'name at least one Redis')
      .optional()
      .meta({
        description:
          'Several Redis that it reads, by names of your own, in place of the one of the section redis. Each has the options of that section. The targets are the same for all.',
        examples: [{ eu: { url: 'redis://eu.example.org' }, us: { url: 'redis://us.example.org' } }],
        defaultText: 'the Redis of the section redis alone',
        since: '0.2.0',
      }),
    hostNames: z
      .array(z.string().regex(/^[a-z0-9.-]+$/i, 'expected a name without a port'))
      .default([])
      .meta({
        description:
          'Further names in the address bar of a browser, such as that of a proxy in front of a loopback address. Requests for other names are refused there, so that no page of another site can read it.',
        examples: [['dma.example.org']],
        since: '0.2.0',
      }),
  })
  .superRefine((options, context) => {
    const broken = brokenOptions(context);
    const refuse = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message, params: { isWhole: true } });
    const address = broken.has('listen') ? undefined : parseListenAddress(options.listen);
    const isGuarded = (['tokenFile', 'clientCaFile'] as const).some(
      (name) => options[name] !== undefined || broken.has(name),
    );
    if (address && isOpenToOthers(address) && !isGuarded)
      refuse('listen', 'can be reached from other machines: set tokenFile or clientCaFile as well');
    if (options.clientCaFile !== undefined && options.certificate === undefined && !broken.has('certificate'))
      refuse('clientCaFile', 'is of no use without TLS: set certificate as well');
  }, evenWhenBroken);

export type DashboardConfig = z.output<typeof dashboardSchema>;
