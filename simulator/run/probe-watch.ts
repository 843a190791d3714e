/**
 * Outages as a probe sees them: from the last good answer before the first failure to the first good answer after it, per owner.
 * The resolution is the period of the probe. An outage that is still open when the run ends is counted up to then and marked.
 */
interface Seen {
  lastGood: number;
  failing: boolean;
}

export class ProbeWatch {
  readonly #seen = new Map<number, Seen>();
  readonly #report: (length: number, censored: boolean) => void;

  constructor(report: (length: number, censored: boolean) => void) {
    this.#report = report;
  }

  good(source: number, owner: number, sentAt: number, now: number): void {
    const seen = this.#of(source, owner);
    if (seen.failing && sentAt >= seen.lastGood) {
      this.#report(now - seen.lastGood, false);
      seen.failing = false;
    }
    seen.lastGood = Math.max(seen.lastGood, now);
  }

  bad(source: number, owner: number, sentAt: number): void {
    const seen = this.#of(source, owner);
    // A failure of a probe that was sent before the last good answer says nothing about the time after it.
    if (sentAt >= seen.lastGood) seen.failing = true;
  }

  close(now: number): void {
    for (const seen of this.#seen.values()) if (seen.failing) this.#report(now - seen.lastGood, true);
  }

  #of(source: number, owner: number): Seen {
    const key = source * 65536 + owner;
    let seen = this.#seen.get(key);
    if (seen === undefined) {
      seen = { lastGood: 0, failing: false };
      this.#seen.set(key, seen);
    }
    return seen;
  }
}
