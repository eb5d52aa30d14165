import { BlockList, isIP } from 'node:net';

/**
 * Tells whether NO_PROXY names the host of a URL.
 *
 * Its entries, between commas or spaces, are `*` (every host), a domain with all of its subdomains (a leading dot or
 * `*.` changes nothing), an address, or a network such as `10.0.0.0/8`; each may end in `:port`.
 */
export function isWithoutProxy(noProxy: string, url: URL): boolean {
  const host = bare(url.hostname);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return noProxy
    .toLowerCase()
    .split(/[,\s]+/)
    .some((entry) => {
      const [, name = entry, wantedPort] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
      return (wantedPort === undefined || wantedPort === port) && isNamed(bare(name), host);
    });
}

/** Without the brackets of an IPv6 address and the dot at the end of a full name. */
function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

function isNamed(entry: string, host: string): boolean {
  if (entry === '*') return true;
  const family = isIP(host);
  if (family > 0) return isInNetwork(entry, host, family === 4 ? 'ipv4' : 'ipv6');
  const domain = entry.replace(/^\*?\./, '');
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}

function isInNetwork(entry: string, host: string, family: 'ipv4' | 'ipv6'): boolean {
  const [address = '', bits] = entry.split('/', 2);
  if (isIP(address) !== (family === 'ipv4' ? 4 : 6)) return false;
  const maxBits = family === 'ipv4' ? 32 : 128;
  if (bits !== undefined && !/^\d+$/.test(bits)) return false;
  const length = bits === undefined ? maxBits : Number(bits);
  if (length > maxBits) return false;
  const network = new BlockList();
  network.addSubnet(address, length, family);
  return network.check(host, family);
}
