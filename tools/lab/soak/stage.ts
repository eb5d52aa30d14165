import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer, ReceivedRequest } from '../../dummies/loopback-server.ts';
import { packageRoot } from '../../package-root.ts';
import { startPrivateStack, type PrivateStack } from '../../stack/private-stack.ts';
import type { SoakLedger } from './alerts.ts';

/** Real seconds after which collectd takes a series for missing: this machine is no faster than usual. */
const collectdTimeoutSeconds = 2;

/** Starts a stack with the shipped configuration, in which all times are `pace` times as fast. */
export function startFastStack(
  pace: number,
  receiverUrl: string,
  probeSeconds: number,
): Promise<PrivateStack> {
  return startPrivateStack({
    env: {
      NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=./soak-probe.mjs`.trim(),
      DMA_SOAK_SECONDS: String(probeSeconds),
    },
    files: {
      'soak-probe.mjs': readFileSync(join(packageRoot, 'tools/lab/soak/probe.mjs'), 'utf8'),
    },
    exchanges: [
      ['Interval 1\n', `Interval ${1 / pace}\n`],
      ['Interval 60\n', `Interval ${60 / pace}\n`],
    ],
    collectdConf: `Timeout ${Math.ceil(collectdTimeoutSeconds * pace)}\n`,
    configure: (config) => {
      config.set('roundSeconds', Math.max(0.05, 1 / pace));
      config.setIn(['targets', 'memory', 'horizonSeconds'], Math.max(1, 60 / pace));
      config.setIn(['targets', 'disk', 'horizonSeconds'], 14_400 / pace);
      config.setIn(['notifiers', 'http'], { url: `${receiverUrl}/` });
    },
  });
}

/** The receiver's answer to one event. */
export function answerEvent(ledger: SoakLedger, { headers, body }: ReceivedRequest, refuse: boolean): Answer {
  if (refuse) {
    ledger.refused++;
    return { status: 503 };
  }
  const { severity, source, timeSeconds } = JSON.parse(body) as Record<string, string | number>;
  ledger.delivered(String(headers['idempotency-key']), String(source), {
    severity: String(severity),
    time: Number(timeSeconds),
  });
  return { status: 200 };
}
