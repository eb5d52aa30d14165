import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { copyCheckout } from './copied-checkout.ts';
import { bundledNode } from './other-node.ts';
import { readProjectFile } from './project-files.ts';

/** The way in which a container is run. */
export interface ContainerRun {
  /** User and group as numbers (default: those of the image). */
  readonly user?: string;
  /** Folders of this machine, which the container has at the same place. */
  readonly folders?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The version of npm in the stand-in for the base image. */
const npm = 'npm@11.6.2';
const certificates = process.env['NODE_EXTRA_CA_CERTS'];

/**
 * The image of our Dockerfile, built by buildah, which needs no engine. The base image is a stand-in of the same name:
 * a Debian with the Node.js of that version, as a registry of images may be out of reach. Containers share the network
 * and the processes of this machine.
 */
export class ContainerImage {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Packs and builds a copy of this checkout; needs root, and the network.
   *
   * @param folder an empty folder
   */
  static build(folder: string): ContainerImage {
    const image = new ContainerImage(folder);
    const context = join(folder, 'checkout');
    copyCheckout(context);
    execFileSync('npm', ['pack', '--silent'], { cwd: context, stdio: ['ignore', 'ignore', 'pipe'] });
    const [, base] = /^FROM (\S+)/m.exec(readProjectFile('Dockerfile'))!;
    image.#standIn(`docker.io/library/${base}`);
    image.#buildah(
      'bud',
      '--isolation',
      'chroot',
      '--pull-never',
      '--format',
      'docker',
      '--tag',
      'tried',
      context,
    );
    return image;
  }

  /** Makes a container of the image, and returns its name. */
  container(): string {
    return this.#buildah('from', '--pull-never', 'tried');
  }

  /** The arguments of buildah that run a command in a container. */
  run(
    container: string,
    { user, folders = [], env = {} }: ContainerRun,
    command: readonly string[],
  ): string[] {
    return [
      ...this.#storage(),
      'run',
      '--isolation',
      'chroot',
      ...(user ? ['--user', user] : []),
      ...folders.flatMap((path) => ['--volume', `${path}:${path}`]),
      ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      container,
      '--',
      ...command,
    ];
  }

  /** The configuration of the image, as an engine reads it. */
  configuration(): ImageConfiguration {
    const inspected = JSON.parse(this.#buildah('inspect', '--type', 'image', 'tried')) as { Docker: unknown };
    return (inspected.Docker as { config: ImageConfiguration }).config;
  }

  remove(): void {
    this.#buildah('rm', '--all');
    rmSync(this.#folder, { recursive: true });
  }

  #standIn(name: string): void {
    const root = join(this.#folder, 'base');
    const debian = ['--variant=minbase', 'bookworm', root, 'http://deb.debian.org/debian'];
    execFileSync('mmdebstrap', debian, { stdio: ['ignore', 'ignore', 'pipe'] });
    mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
    cpSync(bundledNode(), join(root, 'usr/local/bin/node'));
    const prefix = ['--no-save', '--no-audit', '--no-fund', '--prefix', join(root, 'usr/local/lib'), npm];
    execFileSync('npm', ['install', '--silent', ...prefix], { stdio: ['ignore', 'ignore', 'pipe'] });
    symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
    const base = this.#buildah('from', 'scratch');
    if (certificates !== undefined) {
      mkdirSync(join(root, 'etc/ssl/certs'), { recursive: true });
      cpSync(certificates, join(root, 'etc/ssl/certs/extra.pem'));
      this.#buildah('config', '--env', 'NODE_EXTRA_CA_CERTS=/etc/ssl/certs/extra.pem', base);
    }
    this.#buildah('copy', base, root, '/');
    this.#buildah('commit', '--rm', base, name);
    rmSync(root, { recursive: true });
  }

  #buildah(...args: readonly string[]): string {
    return execFileSync('buildah', [...this.#storage(), ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 2 ** 24,
    }).trim();
  }

  #storage(): string[] {
    const [root, state] = [join(this.#folder, 'storage'), join(this.#folder, 'state')];
    return ['--root', root, '--runroot', state, '--storage-driver', 'overlay'];
  }
}

export interface ImageConfiguration {
  readonly User: string;
  readonly Entrypoint: readonly string[];
  readonly Healthcheck: { readonly Test: readonly string[] };
}
