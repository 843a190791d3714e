/**
 * One version of an entry as merge policies see it: who wrote it, when by that member's clock, how often the entry had been written and
 * read. What the value itself is does not matter to them (with field-merge each field is a value).
 */
export interface Version {
  /** Member that took the write. */
  readonly member: number;
  /** What its clock showed, ns: clocks of different members differ. */
  readonly timestamp: number;
  /** Which write of that member it is: tells two of one instant apart. */
  readonly sequence: number;
  /** Writes of the entry that this one builds on, itself counted. */
  readonly version: number;
  /** Reads and writes of the entry that its member had served. */
  readonly hits: number;
}

/**
 * Order by timestamp, equal ones by member, then by sequence: a total order, so the greater of two is the same wherever they meet.
 * Negative: `a` comes first.
 */
export function byTime(a: Version, b: Version): number {
  return a.timestamp - b.timestamp || a.member - b.member || a.sequence - b.sequence;
}
