import { textTable } from '../report/text-table.ts';
import type { DeliverBench, Latencies } from './deliver-latency.ts';

/** Under which the 99th percentile is meant to stay, in seconds. */
export const goalSeconds = 0.1;

/** The result for people. */
export function formatDeliverBench({ fromFile, fromEnqueue }: DeliverBench): string {
  const rows = [
    ['to the answer of an HTTP sink', 'count', 'p50', 'p99', 'highest', 'goal of p99', ''],
    row("from the notification's file", fromFile),
    row("from collectd's start of dma-enqueue", fromEnqueue),
  ];
  return `${textTable(rows, new Set([1, 2, 3, 4, 5])).join('\n')}\n`;
}

function row(name: string, { count, p50, p99, highest }: Latencies): string[] {
  const goal = milliseconds(goalSeconds);
  const outcome = p99 < goalSeconds ? 'reached' : 'missed';
  return [name, String(count), milliseconds(p50), milliseconds(p99), milliseconds(highest), goal, outcome];
}

function milliseconds(seconds: number): string {
  return `${(1000 * seconds).toFixed(seconds < 0.01 ? 1 : 0)} ms`;
}
