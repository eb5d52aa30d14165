import { z } from 'zod';
import type { AlertEvent } from '../notifiers/alert-event.ts';
import { situationSchema } from './situation.ts';

/** An event as the spool keeps it. People may write there too, and so may another version of this program. */
export const alertEventSchema: z.ZodType<AlertEvent> = z.object({
  id: z.string().min(1),
  severity: z.enum(['OKAY', 'WARNING', 'FAILURE']),
  kind: z.enum(['exhaustion', 'self', 'other']),
  time: z.number(),
  since: z.number(),
  host: z.string(),
  resource: z.string(),
  source: z.string(),
  message: z.string(),
  value: z.number().exactOptional(),
  situation: situationSchema.exactOptional(),
  details: z.record(z.string(), z.string()),
});
