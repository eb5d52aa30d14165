import assert from 'node:assert/strict';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import type { Checked, CheckTests } from '../../../../tools/check/check.ts';
import type { Finding } from '../../../../tools/check/finding.ts';
import { checkRepeatedly } from '../../../../tools/check/repeated-check.ts';

const figures = { series: 0, predicted: 0, ageSeconds: undefined };
const [none, both]: readonly CheckTests[] = [
  { chainSeconds: undefined, isToReceivers: false },
  { chainSeconds: 10, isToReceivers: true },
];
const finding = (kind: 'ok' | 'note' | 'wait' | 'MISSING'): Finding => ({
  subject: kind,
  ok: kind !== 'MISSING',
  text: '',
  ...((kind === 'note' || kind === 'wait') && { kind }),
});

describe('a check that is repeated', () => {
  let sent: CheckTests[];
  let told: string[];
  let seconds: number;
  beforeEach(() => ([sent, told, seconds] = [[], [], 0]));

  /** @param states one a check; the last one stays */
  async function checked(
    states: readonly Parameters<typeof finding>[0][],
    maxSeconds: number | undefined,
    tests = none!,
  ): Promise<readonly string[]> {
    const parts = {
      maxSeconds,
      onWaiting: (subjects: readonly string[]) => told.push(subjects.join()),
      monotonic: () => seconds,
      pause: async (waited: number) => void (seconds += waited),
      checkOnce: async (one: CheckTests): Promise<Checked> => {
        seconds += 1;
        const state = states[Math.min(sent.push(one), states.length) - 1]!;
        return { findings: [finding('ok'), finding(state)], figures };
      },
    };
    const options = { config: undefined, collectdConf: undefined };
    const { findings } = await checkRepeatedly(options, tests, parts, new KnownSecrets());
    return findings.map(({ subject }) => subject);
  }

  it('is made once without a time', async () => {
    assert.deepEqual(await checked(['MISSING'], undefined, both), ['ok', 'MISSING']);
    assert.deepEqual(sent, [both]);
  });

  it('ends as soon as nothing is missing or waited for; a note is no reason to wait', async () => {
    assert.deepEqual(await checked(['MISSING', 'wait', 'note'], 60), ['ok', 'note']);
    assert.deepEqual(told, ['MISSING', 'wait']);
    assert.equal(seconds, 7);
  });

  it('ends when the time is over, with the last state', async () => {
    assert.deepEqual(await checked(['wait', 'MISSING'], 10), ['ok', 'MISSING']);
    assert.ok(seconds <= 11 && seconds >= 9, String(seconds));
  });

  it('sends tests once, at its end, though not all is well', async () => {
    await checked(['wait'], 10, both);
    assert.deepEqual(
      sent.slice(0, -1).every((one) => one.chainSeconds === undefined && !one.isToReceivers),
      true,
    );
    assert.deepEqual([sent.length > 2, sent.at(-1)], [true, both]);
  });
});
