import { readFileSync } from 'node:fs';
import { createClient } from 'redis';
import type { AlertEvent } from '../../../notifiers/event/alert-event.ts';
import { parseIdentifier } from '../../../plugins/collectd/identifier.ts';
import { UnixsockClient } from '../../../plugins/collectd/unixsock.ts';
import {
  startPrivateStack,
  type PrivateStack,
  type PrivateStackOptions,
} from '../../../tools/stack/private-stack.ts';
import { runDma } from '../../support/run-dma.ts';
import { until } from '../../support/until.ts';
import { troubleCounters, type Condition, type Seen } from './condition.ts';
import type { Values } from './host-values.ts';
import type { Stage } from './matrix.ts';
import { SeenPredictions } from './seen-predictions.ts';
import { toldLine } from './simulated-delivery.ts';

/** A row that needs the real programs. */
export interface RealCondition extends Condition<RealStage> {
  readonly stack: () => PrivateStackOptions;
}

/** A real collectd and Redis with the shipped conf files, and all that collectd starts. */
export class RealStage implements Stage {
  readonly stack: PrivateStack;
  readonly redis: ReturnType<typeof createClient>;
  readonly #collectd: UnixsockClient;

  private constructor(stack: PrivateStack) {
    this.stack = stack;
    this.redis = createClient({ url: `redis://127.0.0.1:${stack.redisPort}` });
    this.#collectd = new UnixsockClient(stack.socket);
  }

  static async start(options: PrivateStackOptions): Promise<RealStage> {
    const stack = await startPrivateStack({
      ...options,
      configure: (config) => {
        config.setIn(['notifiers', 'log', 'format'], 'json');
        options.configure?.(config);
      },
    });
    const stage = new RealStage(stack);
    await stage.redis.connect();
    return stage;
  }

  /** Gives values of a host to collectd, as its network plugin would. */
  async put(host: string, values: Values, intervalSeconds = 1): Promise<void> {
    for (const [name, value] of Object.entries(values))
      await this.#collectd.command(
        `PUTVAL "${host}/${name}" interval=${intervalSeconds} N:${[value].flat().join(':')}`,
      );
  }

  /** Waits until something is there; `what` is named where it does not come. */
  until(what: string, look: (seen: Seen) => boolean): Promise<Seen> {
    return until(what, 100, async () => {
      const seen = await this.look();
      return look(seen) && seen;
    });
  }

  /** Waits until this resource is predicted, and `dma-self` has reported. */
  async untilPredicted(...resources: readonly string[]): Promise<void> {
    await this.until(`predictions of ${resources.join(', ')}`, ({ predicted, counted }) =>
      resources.every((one) => predicted.has(one) && counted.has('series')),
    );
  }

  /** Waits for a line of `dma check`. */
  async untilChecked(what: string, line: RegExp): Promise<void> {
    await until(what, 100, async () => (await this.check()).some((one) => line.test(one)));
  }

  async see(): Promise<Seen> {
    const checked = await this.check();
    return { ...(await this.look()), checked };
  }

  /** The lines of `dma check`, and of its complaint about the configuration. */
  async check(): Promise<readonly string[]> {
    const { stdout, stderr } = await runDma(['check', '--config', this.stack.configFile]);
    return `${stdout}${stderr}`.trimEnd().split('\n');
  }

  /** Looks at everything but `dma check`. */
  async look(): Promise<Seen> {
    // The first report may be on its way, value by value.
    const predictions = await until('a whole report', 20, async () => {
      const seen = await this.#predictions();
      const isWhole = troubleCounters.every((counter) => seen.counted.has(counter));
      return (isWhole || !seen.counted.has('series')) && seen;
    });
    const { counted } = predictions;
    return {
      told: this.#told(),
      checked: [],
      counted,
      predicted: predictions.statesAt(Date.now() / 1000),
      logged: this.stack
        .collectdLog()
        .split('\n')
        .filter((line) => line.includes('dma predict: ')),
    };
  }

  async #predictions(): Promise<SeenPredictions> {
    const predictions = new SeenPredictions();
    for (const name of await this.redis.sMembers('collectd/values')) {
      const [newest] = await this.redis.zRangeWithScores(`collectd/${name}`, -1, -1);
      if (!newest || !name.includes('/dma')) continue;
      const values = newest.value.split(':').slice(1).map(Number);
      const list = { identifier: parseIdentifier(name), time: newest.score, intervalSeconds: 1, values };
      predictions.take(list, newest.score);
    }
    return predictions;
  }

  log(): string {
    return this.stack.collectdLog();
  }

  #told(): readonly string[] {
    const text = readIfThere(this.stack.logFile);
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => toldLine(JSON.parse(line) as AlertEvent));
  }

  async stop(): Promise<void> {
    this.#collectd.close();
    if (this.redis.isOpen) this.redis.destroy();
    await this.stack.stop();
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
