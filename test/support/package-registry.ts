import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** A registry of npm on loopback that has one package of its own; for all others it redirects to another registry. */
export class PackageRegistry {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /**
   * @param manifest the package's package.json
   * @param tarball the packed package, which has a shrinkwrap; npm learns that from the registry alone
   * @param elsewhere the other registry
   */
  static async start(
    manifest: { readonly name: string; readonly version: string },
    tarball: Buffer,
    elsewhere: string,
  ): Promise<PackageRegistry> {
    const { name, version } = manifest;
    const server = createServer((request, response) => {
      if (request.url === `/${name}`) {
        const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
        const dist = { integrity, tarball: `http://${request.headers.host}/${name}.tgz` };
        const versions = { [version]: { ...manifest, _hasShrinkwrap: true, dist } };
        response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }));
      } else if (request.url === `/${name}.tgz`) {
        response.end(tarball);
      } else {
        response.writeHead(302, { location: new URL(request.url!.slice(1), elsewhere).href }).end();
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new PackageRegistry(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
