import { LateEntries } from './late-entries.ts';

/** The state of one series of a source: of the only one, or of a part of a sum. */
export class SourcePart extends LateEntries {
  readonly name: string;
  /** Epoch seconds of the newest entry that was read; 0 before the first. */
  cursor = 0;
  /** True when an entry had the data source. */
  hasValues = false;

  constructor(name: string) {
    super();
    this.name = name;
  }
}
