import { z } from 'zod';
import type { AlertEvent } from './alert-event.ts';
import { latestTime } from '../../plugins/collectd/notification.ts';
import { situationSchema } from '../../plugins/situation/situation.ts';

const time = z.number().min(0).max(latestTime);

/** An event as the spool keeps it. People may write there too, and so may another version of this program. */
export const alertEventSchema: z.ZodType<AlertEvent> = z.object({
  id: z.string().min(1),
  severity: z.enum(['OKAY', 'WARNING', 'FAILURE']),
  kind: z.enum(['exhaustion', 'self', 'other']),
  time,
  since: time,
  host: z.string(),
  resource: z.string(),
  source: z.string(),
  message: z.string(),
  value: z.number().exactOptional(),
  situation: situationSchema.exactOptional(),
  details: z.record(z.string(), z.string()),
});
