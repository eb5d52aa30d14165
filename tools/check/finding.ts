/** The result of one check of `dma check`. */
export interface Finding {
  readonly subject: string;
  readonly ok: boolean;
  readonly text: string;
}
