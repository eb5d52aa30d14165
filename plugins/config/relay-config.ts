import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { brokenOptions, evenWhenBroken } from '../../notifiers/option-meta.ts';
import { isOpenToOthers, parseListenAddress } from './listen-address.ts';

/** The address of a network, and the length of its prefix; undefined for any other text. */
function parseNetwork(text: string): { address: string; family: 'ipv4' | 'ipv6'; bits: number } | undefined {
  const [, address = '', digits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  if (family === 0) return undefined;
  const maxBits = family === 6 ? 128 : 32;
  const bits = Number(digits ?? maxBits);
  return bits > maxBits ? undefined : { address, family: family === 6 ? 'ipv6' : 'ipv4', bits };
}

/** @param networks as `relay.allowFrom` has them */
export function networkList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const { address, family, bits } = parseNetwork(network)!;
    list.addSubnet(address, bits, family);
  }
  return list;
}

/** The section `relay` of dma.yaml; it has an effect only where `dma relay` runs. */
export const relaySchema = z
  .strictObject({
    listen: z
      .string()
      .refine(
        (text) => parseListenAddress(text)?.kind === 'tcp',
        'expected an address and a port, such as 127.0.0.1:6378 or [::1]:6378',
      )
      .default('127.0.0.1:6378')
      .meta({
        description:
          'Where it listens for write_redis, whose Port has to be the same. Under systemd, dma-relay.socket listens instead, and has to say the same. write_redis knows no password and no TLS, so any user of this machine may write there. Any address but 127.0.0.1, [::1] and localhost needs `allowFrom`.',
        examples: ['127.0.0.1:6379'],
        since: '0.1.0',
      }),
    allowFrom: z
      .array(
        z
          .string()
          .refine(
            (text) => parseNetwork(text) !== undefined,
            'expected an address or a network, such as 10.1.0.0/16',
          ),
      )
      .default([])
      .meta({
        description:
          'The other machines that may connect, by address or network. What they send is neither encrypted nor authenticated: a firewall has to keep everybody else away.',
        examples: [['10.1.0.0/16']],
        since: '0.1.0',
      }),
    maxSamplesPerSeries: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(600)
      .meta({
        description:
          'The number of samples of one series that are kept while Redis is away: 600 are ten minutes at 1 s, and 100 minutes at 10 s. The oldest make room for the newest.',
        examples: [3600],
        since: '0.1.0',
      }),
    maxMegabytes: z
      .int()
      .min(1)
      .max(65_536)
      .default(256)
      .meta({
        description:
          'The memory for all samples that are kept, in MB. A sample takes about 110 bytes. When it is used up, the series that have most give up their older half.',
        examples: [1024],
        since: '0.1.0',
      }),
  })
  .superRefine((options, context) => {
    const broken = brokenOptions(context);
    const address = broken.has('listen') ? undefined : parseListenAddress(options.listen);
    if (!address || !isOpenToOthers(address) || broken.has('allowFrom') || options.allowFrom.length > 0)
      return;
    const message = 'can be reached from other machines: say in allowFrom which of them may connect';
    context.addIssue({ code: 'custom', path: ['listen'], message, params: { isWhole: true } });
  }, evenWhenBroken);

export type RelayConfig = z.output<typeof relaySchema>;
