import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { startDma, type RunningDma } from '../support/run-dma.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { until } from '../support/until.ts';

/** Each with a program that it starts last. */
const commands = [
  { words: ['demo'], program: 'collectd' },
  { words: ['bench', 'deliver'], program: 'deliver' },
  { words: ['bench', 'scale', '--series', '20'], program: 'predict' },
  { words: ['bench', 'burst', '--series', '20', '--burst', '1'], program: 'predict' },
  { words: ['bench', 'relay'], program: 'relay' },
] as const;

describe('a command that starts programs in the temporary directory', function () {
  const folder = scratchFolder();
  let running: RunningDma | undefined;

  afterEach(async function () {
    running?.child.kill('SIGKILL');
    await running?.exited;
  });

  /** Starts it, and waits for its last program; answers with all of them. */
  async function started({ words, program }: (typeof commands)[number]): Promise<readonly Program[]> {
    // collectd's programs run as another user.
    chmodSync(folder(), 0o755);
    running = startDma(words, { TMPDIR: folder() });
    return until(`its ${program}`, 120, () => {
      const all = programsIn(folder());
      return all.some(({ args }) => args.includes(program)) && all;
    });
  }

  for (const command of commands) {
    const name = command.words.slice(0, 2).join(' ');
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      it(`leaves nothing of dma ${name} behind when ${signal} ends it`, async function () {
        const programs = await started(command);
        running!.child.kill(signal);
        await running!.exited;
        const { exitCode, signalCode } = running!.child;
        // A shell tells both in the same way.
        if (signalCode !== signal) assert.equal(exitCode, 128 + constants.signals[signal]);
        assert.deepEqual(readdirSync(folder()), []);
        const pids = new Set(programs.map(({ pid }) => pid));
        assert.deepEqual(
          programsIn(folder()).filter(({ pid }) => pids.has(pid)),
          [],
        );
      });

    it(`leaves no program of dma ${name} behind when it is killed`, async function () {
      await started(command);
      running!.child.kill('SIGKILL');
      await running!.exited;
      await until('the end of its programs', 60, () => programsIn(folder()).length === 0);
    });
  }
});

interface Program {
  readonly pid: number;
  readonly args: readonly string[];
}

/** The programs whose options name a file in a folder. */
function programsIn(folder: string): readonly Program[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const args = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
        return args.some((arg) => arg.includes(folder)) ? [{ pid: Number(name), args }] : [];
      } catch {
        return [];
      }
    });
}
