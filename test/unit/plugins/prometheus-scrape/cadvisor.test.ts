import assert from 'node:assert/strict';
import { Glob } from '../../../../plugins/collectd/glob.ts';
import { formatIdentifier } from '../../../../plugins/collectd/identifier.ts';
import { parseExposition } from '../../../../plugins/prometheus-scrape/exposition.ts';
import { ScrapeRounds } from '../../../../plugins/prometheus-scrape/scrape-rounds.ts';
import { readProjectFile } from '../../../support/project-files.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

/** After the newest sample of the page, and before the oldest one is five minutes old. */
const now = 1_782_468_880;
const machine = 8_216_887_296;

/** The values of an option in the shipped line for a kubelet. */
function shipped(option: string): readonly string[] {
  const conf = readProjectFile('conf/prometheus-scrape/dma-prometheus-scrape.conf');
  const line = conf.split('\n').find((one) => one.includes('/metrics/cadvisor'))!;
  const words = [...line.matchAll(/"([^"]*)"/g)].map(([, word]) => word!);
  const from = words.indexOf(option) + 1;
  const end = words.findIndex((word, index) => index >= from && word.startsWith('--'));
  return words.slice(from, end < 0 ? undefined : end);
}

/** The values that the shipped line gives to collectd of the recorded page, and its log. */
async function round(only = shipped('--only')): Promise<[ReadonlyMap<string, number>, readonly string[]]> {
  const given = new Map<string, number>();
  const { log, said } = recordedLog();
  const rounds = new ScrapeRounds({
    url: 'https://127.0.0.1:10250/metrics/cadvisor',
    host: 'h',
    labels: shipped('--labels'),
    only: only.map((text) => new Glob(text)),
    maxSeries: 1000,
    intervalSeconds: 10,
    read: async () => parseExposition(readProjectFile('test/golden/cadvisor/kubelet-1.35.txt')),
    output: {
      putValues: ({ identifier, values: [value] }) => {
        assert.ok(!given.has(formatIdentifier(identifier)));
        given.set(formatIdentifier(identifier).replace('h/prometheus-', ''), value!);
      },
    },
    log,
    now: () => now,
    sleep: async () => undefined,
  });
  await rounds.round(new AbortController().signal);
  return [given, said()];
}

describe("the recorded page of a kubelet's cAdvisor", () => {
  const pods = [
    // Of a container with a limit, and its pod.
    ['kube-system:coredns-7d764666f9-qdcxt', 16_232_448, 178_257_920],
    ['kube-system:coredns-7d764666f9-qdcxt:coredns', 16_232_448, 178_257_920],
    // Of a pod whose limit is above that of its container.
    ['scraper:e2e-deployment-79967c5968-8bnn8', 10_727_424, 41_943_040],
    ['scraper:e2e-deployment-79967c5968-8bnn8:compute-pi-digits', 10_469_376, 31_457_280],
    // Of a container without a limit, which the page has as 0.
    ['kube-system:storage-provisioner', 12_259_328, machine],
    ['kube-system:storage-provisioner:storage-provisioner', 11_927_552, machine],
  ] as const;

  it('gives the memory of pods and containers, and the limit of each by the same name', async () => {
    const [given] = await round();
    const expected = pods.flatMap(([name, used, limit]) => [
      [`${name}/bytes-container_memory_working_set_bytes`, used] as const,
      [`${name}/bytes-container_spec_memory_limit_bytes`, limit] as const,
    ]);
    assert.deepEqual(given, new Map(expected));
  });

  it('has names that are told apart: the sandbox of a pod is no second pod', async () => {
    const [, said] = await round();
    assert.deepEqual(said, []);
  });

  it('tells where names are the same all the same', async () => {
    const [, said] = await round(['container_network_receive_bytes_total']);
    assert.equal(said.length, 1);
    assert.match(said[0]!, /have names that others have/);
  });
});
