/**
 * Failure reports: which primaries told an observer that a subject is PFAIL or FAIL, and when last.
 *
 * A report counts for 2T after it was last repeated and is withdrawn when its primary gossips the subject as fine
 * (clusterNodeAddFailureReport, clusterNodeDelFailureReport). Kept only for pairs that have any: calm clusters hold none.
 */
export class FailureReports {
  readonly #validity: number;
  readonly #byPair = new Map<number, Map<number, number>>();
  /** Pairs that may have reports, so that the calm case costs one array read. */
  readonly #any: Uint8Array;

  /** @param validity in ms */
  constructor(pairs: number, validity: number) {
    this.#validity = validity;
    this.#any = new Uint8Array(pairs);
  }

  add(pair: number, reporter: number, now: number): void {
    let reports = this.#byPair.get(pair);
    if (reports === undefined) {
      reports = new Map();
      this.#byPair.set(pair, reports);
      this.#any[pair] = 1;
    }
    reports.set(reporter, now);
  }

  withdraw(pair: number, reporter: number): void {
    if (this.#any[pair] === 0) return;
    const reports = this.#byPair.get(pair)!;
    reports.delete(reporter);
    if (reports.size === 0) this.drop(pair);
  }

  /** Valid reports of a pair; older ones are dropped. */
  count(pair: number, now: number): number {
    if (this.#any[pair] === 0) return 0;
    const reports = this.#byPair.get(pair)!;
    for (const [reporter, time] of reports) if (now - time > this.#validity) reports.delete(reporter);
    if (reports.size === 0) this.drop(pair);
    return reports.size;
  }

  drop(pair: number): void {
    this.#byPair.delete(pair);
    this.#any[pair] = 0;
  }
}
