import type { CommandModule } from 'yargs';

interface Options {
  file: string | undefined;
  limit: string | undefined;
  horizon: string;
  forecaster: string;
  samples: string;
  level: string;
  manifest: string | undefined;
  streams: string | undefined;
}

const text = { type: 'string', requiresArg: true } as const;

export const backtestCommand: CommandModule<object, Options> = {
  command: 'backtest [file]',
  describe: 'Replay a series through the code of dma predict; one JSON object per sample',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', describe: 'A CSV file: t,value' })
      .option('limit', { ...text, describe: 'What counts as exhaustion, such as 60GiB' })
      .option('horizon', { ...text, default: '60', describe: 'How far ahead, in seconds' })
      .option('forecaster', { ...text, default: 'linear', describe: 'Its name' })
      .option('samples', { ...text, default: '20', describe: 'Samples that the forecaster sees' })
      .option('level', { ...text, default: '0.8', describe: 'Coverage of the interval, 0 to 1' })
      .option('manifest', { ...text, describe: 'Replay every series of this manifest instead of one file' })
      .option('streams', { ...text, describe: 'With --manifest: the folder for t,pred,q10,q50,q90,alert' })
      .implies('manifest', 'streams')
      .implies('streams', 'manifest')
      .conflicts('manifest', ['file', 'limit'])
      .example('dma backtest used.csv --limit 60GiB', ''),
  async handler(options) {
    const { backtest, backtestManifest, readSeries } = await import('../backtest.ts');
    const { parseQuantity } = await import('../../plugins/quantity.ts');
    const { UsageError } = await import('../usage-error.ts');
    const number = (
      name: string,
      given: string,
      isRight: (value: number) => boolean,
      rule: string,
    ): number => {
      const value = given.trim() === '' ? Number.NaN : Number(given);
      if (isRight(value)) return value;
      throw new UsageError(`--${name}: expected ${rule}, not "${given}"`);
    };
    const samples = number('samples', options.samples, isWindowSize, 'a whole number from 3');
    const { forecaster, manifest, streams, file } = options;
    if (manifest !== undefined && streams !== undefined) {
      const count = backtestManifest(manifest, streams, { forecaster, samples });
      process.stderr.write(`${count} series replayed\n`);
      return;
    }
    if (file === undefined) throw new UsageError('say which file to replay, or --manifest');
    const limit = parseQuantity(options.limit ?? '') ?? 0;
    if (limit <= 0)
      throw new UsageError('--limit: expected a number above 0, or one with a unit such as 60GiB');
    const horizonSeconds = number('horizon', options.horizon, (value) => value > 0, 'seconds above 0');
    const level = number(
      'level',
      options.level,
      (value) => value > 0 && value < 1,
      'a number between 0 and 1',
    );
    for (const row of backtest(readSeries(file), { limit, horizonSeconds, forecaster, samples, level })) {
      process.stdout.write(`${JSON.stringify(row)}\n`);
    }
  },
};

function isWindowSize(value: number): boolean {
  return Number.isInteger(value) && value >= 3;
}
