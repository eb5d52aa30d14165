import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../tools/package-root.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const run = promisify(execFile);

const notifier = `import { z } from 'zod';
import { formatEventJson } from '../event/event-json.ts';
import { receiverUrl } from '../http-client/http-options.ts';
import { classifyStatus } from '../http-client/http-outcome.ts';
import { sendHttpRequest } from '../http-client/http-request.ts';
import { delivered, type Delivery, type NotifierEntry } from '../notifier.ts';

const options = z
  .strictObject({
    url: receiverUrl.meta({
      description: 'The URL to send events to.',
      examples: ['https://example.example.org/'],
      secret: true,
      since: '0.2.0',
    }),
  })
  .meta({
    description: 'Sends each event to an example.',
    examples: [{ url: 'https://example.example.org/' }],
    since: '0.2.0',
  });

/** Sends each event in one request. */
export const example = {
  name: 'example' as const,
  limitable: true,
  usesWriter: false,
  options,
  create: ({ url }, { secrets }) => ({
    name: 'example',
    maxEvents: 1,
    async deliver({ events: [event] }, signal): Promise<Delivery> {
      if (!event) return delivered;
      const label = \`POST \${new URL(url).origin}\`;
      const json = formatEventJson(event);
      const request = { url, json, timeoutSeconds: 10, signal, label, secrets };
      const answer = await sendHttpRequest({ method: 'POST', ...request });
      return answer.kind === 'failed' ? answer.delivery : classifyStatus(answer);
    },
    close: () => undefined,
  }),
} satisfies NotifierEntry<typeof options>;
`;

const notifierTest = `import nock from 'nock';
import { createNotifier } from '../../../notifiers/registry.ts';
import { exampleContext } from '../../support/example-event.ts';
import { echoing, nextStatus, secretMark, type NotifierRig } from './rig.ts';

export const rig: NotifierRig = {
  secrets: [\`\${secretMark}-path\`],
  make: async () => rig.makeAt('http://receiver.test', ''),
  makeAt: async (origin) =>
    createNotifier('example', { url: \`\${origin}/\${rig.secrets[0]}\` }, exampleContext()),
  answer: (statuses, body) => {
    const carried: unknown[] = [];
    nock('http://receiver.test')
      .persist()
      .post(/.*/)
      .reply((_url, sent) => [nextStatus(statuses, carried.push(sent)), body, echoing(rig.secrets[0]!)]);
    return carried;
  },
};
`;

const forecaster = `import type { Forecaster } from '../forecast.ts';
import { naive } from './naive.ts';

/** No change, as an example. */
export const example = {
  name: 'example',
  minimumSamples: naive.minimumSamples,
  recovers: ['constant'],
  forecast: (window, horizonSeconds, level) => naive.forecast(window, horizonSeconds, level),
} satisfies Forecaster;
`;

const forecasterTest = `import assert from 'node:assert/strict';
import { findForecaster } from '../../../../analysis/forecasters/registry.ts';

describe('the example', () => {
  it('is found', () => assert.ok(findForecaster('example')));
});
`;

const detector = `import { ModelError, type DetectorEntry } from '../detector.ts';
import { featureNames } from '../features/features.ts';

const column = featureNames.indexOf('slope_agreed');

/** Abnormal where the agreed slope is above a threshold. */
export const example = {
  name: 'example',
  description: 'The model file of an example.',
  exampleFile: '/etc/collectd-dma/example.json',
  limitSide: 'upper',
  load(file) {
    const { threshold } = (file ?? {}) as { readonly threshold?: unknown };
    if (typeof threshold !== 'number') throw new ModelError('not a model: "threshold" should be a number');
    return {
      name: 'example',
      about: 'a threshold',
      judge(features) {
        const margin = features[column]! - threshold;
        if (!Number.isFinite(margin)) return { kind: 'abstention', reason: 'not-finite' };
        return { kind: 'verdict', abnormal: margin > 0, margin };
      },
    };
  },
} satisfies DetectorEntry;
`;

const detectorTest = `import type { DetectorModels } from '../../support/detector-models.ts';

export const models: DetectorModels = {
  sound: { threshold: { threshold: 0.4 } },
  looksAt: () => ['slope_agreed'],
  broken: () => ({ 'nothing in it': [() => null, /^not a model/] }),
};
`;

/** The places that an addition touches, and no others. */
interface Addition {
  readonly file: readonly [path: string, text: string];
  readonly registry: { readonly path: string; readonly file: string; readonly list: RegExp };
  readonly readme: { readonly path: string; readonly row: string; readonly above: string };
  readonly test: readonly [path: string, text: string];
}

const additions: readonly Addition[] = [
  {
    file: ['notifiers/example/example.ts', notifier],
    registry: {
      path: 'notifiers/registry.ts',
      file: './example/example.ts',
      list: /(export const notifiers = \[)/,
    },
    readme: {
      path: 'notifiers/README.md',
      row: '| `example` | sends events | as `http` |',
      above: '| `log` ',
    },
    test: ['test/contract/notifiers/example.ts', notifierTest],
  },
  {
    file: ['analysis/forecasters/example.ts', forecaster],
    registry: {
      path: 'analysis/forecasters/registry.ts',
      file: './example.ts',
      list: /(export const forecasters: [^=]* = \[)/,
    },
    readme: {
      path: 'analysis/forecasters/README.md',
      row: '| `example` | no change | 2 samples | constants | examples |',
      above: '| `naive` ',
    },
    test: ['test/unit/analysis/forecasters/example.test.ts', forecasterTest],
  },
  {
    file: ['analysis/detectors/example.ts', detector],
    registry: {
      path: 'analysis/detectors/registry.ts',
      file: './example.ts',
      list: /(export const detectors: [^=]* = \[)/,
    },
    readme: {
      path: 'analysis/detectors/README.md',
      row: '| `example` | a threshold | JSON: `threshold` |',
      above: '| `svm` ',
    },
    test: ['test/contract/detectors/example.ts', detectorTest],
  },
];

describe('the recipe for an addition', () => {
  const scratch = scratchFolder();
  const foreign = new Set(['node_modules', 'dist', '.git', '.node']);

  it('takes one file, one line of the registry, one row of the README and one test', async () => {
    const project = join(scratch(), 'project');
    cpSync(packageRoot, project, { recursive: true, filter: (path) => !foreign.has(basename(path)) });
    symlinkSync(join(packageRoot, 'node_modules'), join(project, 'node_modules'));
    for (const addition of additions) add(project, addition);

    await inProject(project, 'npm', ['run', '--silent', 'generate']);
    await inProject(project, 'npm', ['run', '--silent', 'types']);
    const contracts = ['notifiers', 'forecasters', 'detectors'].map(
      (name) => `test/contract/${name}.test.ts`,
    );
    const generated = ['test/unit/conf/generated.test.ts', 'test/unit/conf/dma-yaml.test.ts'];
    const own = additions.map(({ test: [path] }) => path).filter((path) => path.endsWith('.test.ts'));
    const report = await inProject(project, 'npx', ['mocha', ...contracts, ...generated, ...own]);

    assert.match(report, /^ +example$/m);
    assert.match(report, /^ +example, threshold$/m);
    const sample = readFileSync(join(project, 'conf/dma.yaml'), 'utf8');
    assert.match(sample, /^ {2}#example:$/m);
    assert.match(sample, /One of[\s#]+example,[\s#]+auto,/);
    assert.match(readFileSync(join(project, 'notifiers/example/sample.yaml'), 'utf8'), /^example:$/m);
    const page = readFileSync(join(project, 'docs/reference/configuration.md'), 'utf8');
    assert.match(page, /^### example$/m);
    assert.match(page, /^\| `detector\.example` /m);
  });
});

function add(project: string, { file, registry, readme, test }: Addition): void {
  for (const [path, text] of [file, test]) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  edit(
    join(project, registry.path),
    registry.list,
    `import { example } from '${registry.file}';\n\n$1example, `,
  );
  edit(
    join(project, readme.path),
    new RegExp(`^(?=${readme.above.replace('|', '\\|')})`, 'm'),
    `${readme.row}\n`,
  );
}

function edit(path: string, pattern: RegExp, replacement: string): void {
  const text = readFileSync(path, 'utf8');
  assert.match(text, pattern, path);
  writeFileSync(path, text.replace(pattern, replacement));
}

/** The output of a program. A failure throws an error with all that it printed. */
async function inProject(project: string, program: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(program, args, { cwd: project, maxBuffer: 2 ** 26 });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${program} ${args.join(' ')} failed:\n${stdout ?? ''}\n${stderr ?? ''}`, {
      cause: error,
    });
  }
}
