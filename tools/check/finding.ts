/** One thing that `dma check` has looked at. */
export interface Finding {
  readonly subject: string;
  readonly ok: boolean;
  readonly text: string;
}
