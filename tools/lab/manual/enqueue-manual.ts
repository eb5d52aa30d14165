import { entry, example, heading, manualPage, paragraph, reference, seeAlso } from './roff.ts';
import type { ManualOrigin } from './roff.ts';

/** dma-enqueue(1). The program is a shell script without a help. */
export function enqueueManual(origin: ManualOrigin): string {
  const about = 'put a notification of collectd into the spool of dma deliver';
  return manualPage({ name: 'dma-enqueue', section: 1, about, ...origin }, [
    heading('SYNOPSIS'),
    paragraph('dma-enqueue [spool]'),
    heading('DESCRIPTION'),
    paragraph(
      'dma-enqueue writes the notification on its standard input into the spool, syncs it to the disk, and ends. The exec plugin of collectd starts it once for each notification:',
    ),
    example(['NotificationExec "collectd-dma" "dma-enqueue"']),
    paragraph('dma deliver takes the notification from there. It need not run at that moment.'),
    heading('ENVIRONMENT'),
    entry('DMA_SPOOL', 'The spool, where no argument names it.'),
    heading('FILES'),
    entry('/var/spool/collectd-dma', 'The spool, where nothing else names it.'),
    heading('EXIT STATUS'),
    entry('0', 'The notification is in the spool.'),
    entry('1', 'It is lost; standard error says why.'),
    seeAlso([reference('dma-deliver', 1), reference('dma-spool', 1), reference('collectd-exec', 5)]),
  ]);
}
