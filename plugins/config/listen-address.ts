import { isIPv6 } from 'node:net';

/** A TCP port. */
export interface TcpAddress {
  readonly kind: 'tcp';
  /** A name or an address, without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  /** True when nobody outside this machine can reach it. */
  readonly isLoopback: boolean;
}

/** The address of a server: a TCP port, or a Unix socket. */
export type ListenAddress = TcpAddress | { readonly kind: 'unix'; readonly path: string };

const maxSocketPathBytes = 107;

/** Reads `127.0.0.1:9977`, `[::1]:9977`, `name:9977` or `unix:/path`; undefined for any other text. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const [, path] = /^unix:(\/[^\0]+)$/.exec(text) ?? [];
  if (path !== undefined)
    return Buffer.byteLength(path) > maxSocketPathBytes ? undefined : { kind: 'unix', path };
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([a-z0-9.-]+)):(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) return undefined;
  if (bracketed !== undefined && !isIPv6(bracketed)) return undefined;
  const host = bracketed ?? plain!;
  return { kind: 'tcp', host, port, isLoopback: isLoopbackHost(host) };
}

/** True for a name or an address that nobody outside this machine can reach. */
export function isLoopbackHost(host: string): boolean {
  return /^localhost$/i.test(host) || /^127(?:\.\d{1,3}){3}$/.test(host) || host === '::1';
}

/** True when others than the users of this machine can reach it. */
export function isOpenToOthers(address: ListenAddress): boolean {
  return address.kind === 'tcp' && !address.isLoopback;
}
