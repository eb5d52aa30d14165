import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { packageRoot } from '../../tools/package-root.ts';
import { Daemon } from '../../tools/stack/daemon.ts';
import { PrivateRedis } from '../support/private-redis.ts';
import { readProjectFile } from '../support/project-files.ts';
import { runDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';

const documents = ['configmap.yaml', 'statefulset.yaml'].flatMap((name) =>
  parseAllDocuments(readProjectFile(`conf/kubernetes/${name}`)).map((one) => one.toJS() as object),
);
const { data } = documents[0] as { data: Record<string, string> };
/** The module of the API's types that has each kind. */
const modules = { ConfigMap: 'core/v1', Service: 'core/v1', StatefulSet: 'apps/v1' } as const;

describe('the files for Kubernetes, by the types of its API', function () {
  let folder: string;

  before(function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-kubernetes-types-'));
    const paths = { 'kubernetes-types/*': [join(packageRoot, 'node_modules/kubernetes-types/*')] };
    const compilerOptions = { strict: true, noEmit: true, types: [], skipLibCheck: true, paths };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['tried.ts'] }));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** The complaints of the compiler, which refuses unknown fields of a literal. */
  function complaintsAbout(one: object): string {
    const { kind } = one as { kind: keyof typeof modules };
    assert.ok(modules[kind], kind);
    const text = `import type { ${kind} } from 'kubernetes-types/${modules[kind]}';\nexport const tried: ${kind} = ${JSON.stringify(one)};\n`;
    writeFileSync(join(folder, 'tried.ts'), text);
    const tsc = join(packageRoot, 'node_modules/.bin/tsc');
    return spawnSync(tsc, ['-p', folder], { encoding: 'utf8' }).stdout;
  }

  for (const one of documents)
    it(`have a ${(one as { kind: string }).kind} without unknown or missing fields`, function () {
      assert.equal(complaintsAbout(one), '');
    });

  it('would be refused with a misspelt field', function () {
    const misspelt = JSON.stringify(documents.at(-1)).replace('"runAsNonRoot"', '"runAsNonroot"');
    assert.match(complaintsAbout(JSON.parse(misspelt) as object), /runAsNonroot\W+ does not exist/);
  });
});

/** The programs of one pod, with paths, addresses and the user changed alone. */
describe('a pod of the files for Kubernetes', function () {
  // Each part of the story needs the one before.
  this.bail(true);
  let folder: string;
  let redis: PrivateRedis;
  let environment: Record<string, string>;
  let predict: Daemon;
  const daemons: Daemon[] = [];

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-pod-'));
    chmodSync(folder, 0o755);
    redis = await PrivateRedis.start();
    mkdirSync(join(folder, 'spool'));
    symlinkSync(join(packageRoot, 'plugins/dma-enqueue'), join(folder, 'dma-enqueue'));
    const exchanges: readonly (readonly [string, string])[] = [
      ['/run/collectd', folder],
      ['redis://redis:6379', redis.url],
      ['Host "redis"', 'Host "127.0.0.1"'],
      ['Port "6379"', `Port "${redis.port}"`],
      [
        '"collectd-dma" "dma-enqueue"',
        `"nobody" "${join(folder, 'dma-enqueue')}" "${join(folder, 'spool')}"`,
      ],
      ['urls: [http://alertmanager:9093]', 'urls: [http://127.0.0.1:9]'],
    ];
    const exchanged = (text: string): string =>
      exchanges.reduce((before, [from, to]) => before.replaceAll(from, to), text);
    const config = join(folder, 'dma.yaml');
    writeFileSync(config, `${exchanged(data['dma.yaml']!)}spool: ${join(folder, 'spool')}\n`);
    const conf = join(folder, 'collectd.conf');
    writeFileSync(conf, `Hostname "dma-predict-1"\n${exchanged(data['collectd.conf']!)}`);
    environment = { DMA_CONFIG: config, DMA_SHARD: '1/3', COLLECTD_HOSTNAME: 'dma-predict-1' };
    const collectd = start('collectd', ['-f', '-C', conf]);
    await collectd.untilReady(() => collectd.log().includes('entering read-loop'));
    predict = startPredict();
  });

  after(async function () {
    for (const daemon of daemons.toReversed()) await daemon.end();
    await redis?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(program: string, args: readonly string[]): Daemon {
    const log = join(folder, `log${daemons.length}`);
    const daemon = new Daemon(program, args, log, { ...process.env, ...environment });
    daemons.push(daemon);
    return daemon;
  }

  const startPredict = (): Daemon =>
    start(process.execPath, [join(packageRoot, 'dist/tools/dma.js'), 'predict']);

  const isAlive = async (): Promise<boolean> => {
    const { code, stdout, stderr } = await runDma(['alive'], environment);
    assert.match(stdout + stderr, /collectd has (no )?dma-predict-1-shard1\/dma-self\/gauge-series/);
    return code === 0;
  };

  it('passes its probe when it has reported on itself to collectd', async function () {
    await until('the probe', 60, isAlive);
  });

  it('leaves its report in Redis, by which dma watch and dma dashboard see the shard', async function () {
    await until('the report', 60, async () => {
      const names = (await redis.command('SMEMBERS', 'collectd/values')) as string[];
      return names.includes('dma-predict-1-shard1/dma-self/gauge-shards') || undefined;
    });
  });

  it('fails its probe when it hangs', async function () {
    predict.kill('SIGSTOP');
    await until('the probe to fail', 90, async () => !(await isAlive()));
    predict.kill('SIGCONT');
    await until('the probe', 60, isAlive);
  });
});
