import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { UsageError } from '../process/command-error.ts';
import { epochSeconds } from '../../plugins/process/clock.ts';
import { archiveWish } from '../archives/archive-arguments.ts';
import { listOf, type LearnArguments, type LearnSettings, type Source } from './arguments.ts';
import type { LabelledRange } from './labels.ts';
import { materialFromFiles, materialFromManifest, type Material } from './recorded-material.ts';
import { materialFromRedis } from './redis-material.ts';

/** The default for files, the same as in dma.yaml. */
const defaultHorizonSeconds = 60;

/**
 * Reads what is to be learned from.
 *
 * @param onProgress is told the share that is done, 0 to 1
 * @returns rejects with UsageError, ConfigError or OutsideError
 */
export async function readMaterial(
  given: LearnArguments,
  source: Exclude<Source, 'libsvm'>,
  { limit, horizonSeconds, secrets }: LearnSettings & { readonly secrets: KnownSecrets },
  ranges: readonly LabelledRange[],
  onProgress: (share: number) => void,
): Promise<Material> {
  if (source === 'manifest') return materialFromManifest(given.manifest!, onProgress);
  if (source === 'redis') {
    const { config, target } = given;
    const wish = { config, target, hosts: listOf(given.host), series: listOf(given.series) };
    return materialFromRedis({ ...wish, limit, horizonSeconds, ranges, secrets }, onProgress);
  }
  if (limit === undefined)
    throw new UsageError('--limit: say what counts as exhaustion in the files, such as 60GiB');
  const unit = given.limit!.trim().endsWith('B') ? 'bytes' : 'plain';
  const { select, consolidation, step } = given;
  const wish = archiveWish({ select, consolidation, step }, 'max', epochSeconds());
  return materialFromFiles(
    listOf(given.files),
    { limit, unit, horizonSeconds: horizonSeconds ?? defaultHorizonSeconds, ranges, wish },
    onProgress,
  );
}
