import assert from 'node:assert/strict';
import { parseAllDocuments } from 'yaml';
import { cacheSocket, parseConfig } from '../../../plugins/config/config.ts';
import { parseShard } from '../../../tools/commands/shard-option.ts';
import { readProjectFile } from '../../support/project-files.ts';

interface Named {
  readonly name: string;
}

interface Probe {
  readonly exec: { readonly command: readonly string[] };
}

/** Parts of the API's objects that these tests read; `test/integration/kubernetes.test.ts` checks all of them. */
interface Container extends Named {
  readonly env?: readonly (Named & {
    readonly value?: string;
    readonly valueFrom?: { readonly fieldRef: { readonly fieldPath: string } };
  })[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly securityContext: object;
  readonly resources: Readonly<Record<'requests' | 'limits', Readonly<Record<string, string>>>>;
  readonly volumeMounts: readonly Named[];
}

interface Labelled {
  readonly metadata: Named & { readonly labels: object };
}

interface ConfigMap extends Labelled {
  readonly data: Readonly<Record<'dma.yaml' | 'collectd.conf', string>>;
}

interface Service extends Labelled {
  readonly spec: { readonly selector: object };
}

interface StatefulSet extends Labelled {
  readonly spec: {
    readonly replicas: number;
    readonly serviceName: string;
    readonly selector: { readonly matchLabels: object };
    readonly template: Labelled & {
      readonly spec: {
        readonly automountServiceAccountToken: boolean;
        readonly securityContext: Readonly<Record<string, unknown>>;
        readonly containers: readonly Container[];
        readonly volumes: readonly (Named & { readonly configMap?: Named })[];
      };
    };
    readonly volumeClaimTemplates: readonly { readonly metadata: Named }[];
  };
}

const read = (name: string): unknown[] =>
  parseAllDocuments(readProjectFile(`conf/kubernetes/${name}`)).map((one) => one.toJS() as unknown);

const [configMap] = read('configmap.yaml') as [ConfigMap];
const [service, statefulSet] = read('statefulset.yaml') as [Service, StatefulSet];
const { spec } = statefulSet;
const pod = spec.template.spec;
const containers = Object.fromEntries(pod.containers.map((one) => [one.name, one]));

/** The commands of the probes of the start and of life. */
const probes = ({ startupProbe, livenessProbe }: Container) =>
  [startupProbe, livenessProbe].map((probe) => probe?.exec.command);

/** The section of thresholds without its comments. */
const thresholds = (text: string): string =>
  /^<Plugin threshold>$.*?^<\/Plugin>$/ms.exec(text.replaceAll(/^ *#.*\n|^\n/gm, ''))![0];

describe('the files for Kubernetes', () => {
  it('start as many shards as there are pods', () => {
    const environment = Object.fromEntries((containers['predict']!.env ?? []).map((one) => [one.name, one]));
    assert.equal(
      environment['POD_INDEX']!.valueFrom!.fieldRef.fieldPath,
      "metadata.labels['apps.kubernetes.io/pod-index']",
    );
    const shardOf = (index: number) =>
      parseShard(environment['DMA_SHARD']!.value!.replace('$(POD_INDEX)', String(index)));
    assert.deepEqual(shardOf(0), { index: 0, count: spec.replicas });
    assert.throws(() => shardOf(spec.replicas), /--shard: counted from 0/);
  });

  it('name the same service, labels, volumes and configuration throughout', () => {
    assert.equal(spec.serviceName, service.metadata.name);
    assert.deepEqual(service.spec.selector, spec.selector.matchLabels);
    assert.deepEqual(spec.template.metadata.labels, spec.selector.matchLabels);
    const volumes = [
      ...pod.volumes.map(({ name }) => name),
      ...spec.volumeClaimTemplates.map(({ metadata }) => metadata.name),
    ];
    const mounted = pod.containers.flatMap(({ volumeMounts }) => volumeMounts.map(({ name }) => name));
    assert.deepEqual(new Set(mounted), new Set(volumes));
    assert.equal(
      pod.volumes.find(({ name }) => name === 'configuration')!.configMap!.name,
      configMap.metadata.name,
    );
  });

  it('let nobody be root, gain privileges, or write to what is not a volume', () => {
    const [, user] = /^USER (\d+):\1$/m.exec(readProjectFile('Dockerfile'))!;
    const { runAsNonRoot, runAsUser, runAsGroup, fsGroup, seccompProfile } = pod.securityContext;
    assert.deepEqual(
      [runAsNonRoot, runAsUser, runAsGroup, fsGroup, seccompProfile],
      [true, Number(user), Number(user), Number(user), { type: 'RuntimeDefault' }],
    );
    assert.match(
      readProjectFile('conf/kubernetes/collectd.Dockerfile'),
      new RegExp(`^USER ${user}:${user}$`, 'm'),
    );
    for (const { name, securityContext } of pod.containers)
      assert.deepEqual(
        securityContext,
        {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        name,
      );
    assert.equal(pod.automountServiceAccountToken, false);
  });

  it('bound the memory of each container, and none of its cores', () => {
    for (const { name, resources } of pod.containers) {
      assert.match(resources.requests['cpu']!, /^\d+m$/, name);
      assert.match(resources.limits['memory']!, /^\d+[MG]i$/, name);
      assert.equal(resources.limits['cpu'], undefined, name);
    }
  });

  it('ask collectd for the report of the shard, by a variable that kubelet knows in a probe', () => {
    assert.deepEqual(probes(containers['predict']!), [
      ['dma', 'alive'],
      ['dma', 'alive'],
    ]);
    assert.deepEqual(probes(containers['collectd']!)[1]!.slice(0, 3), [
      'collectdctl',
      '-s',
      cacheSocket(parseConfig(configMap.data['dma.yaml'], 'dma.yaml')),
    ]);
  });

  it('have the thresholds of dma.conf', () => {
    assert.equal(
      thresholds(configMap.data['collectd.conf']),
      thresholds(readProjectFile('conf/collectd.conf.d/dma.conf')),
    );
  });
});
