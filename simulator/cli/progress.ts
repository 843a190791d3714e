/**
 * Progress on standard error: a bar on a terminal, elsewhere a plain line now and then, nothing at all in the first two seconds.
 *
 * It says how many replications are done of how many may be needed; it has no influence on the work, and --quiet silences it.
 */
import type { Io } from './io.ts';

const silentFor = 2000;
const betweenDraws = 100;
const betweenLines = 15_000;
const barWidth = 24;

export interface ProgressOptions {
  readonly quiet: boolean;
  /** Number of scenarios in all. */
  readonly scenarios: number;
}

export class ProgressDisplay {
  readonly #io: Io;
  readonly #options: ProgressOptions;
  readonly #started: number;
  #shown: number;
  #drawn = false;

  constructor(io: Io, options: ProgressOptions) {
    this.#io = io;
    this.#options = options;
    this.#started = io.now();
    this.#shown = this.#started + silentFor - betweenLines;
  }

  /** `index` counts scenarios from 0. */
  update(index: number, name: string, { done, total }: { readonly done: number; readonly total: number }): void {
    const { stderr, now } = this.#io;
    const time = now();
    if (this.#options.quiet || time - this.#started < silentFor) return;
    if (time - this.#shown < (stderr.isTTY ? betweenDraws : betweenLines)) return;
    this.#shown = time;
    const place = this.#options.scenarios > 1 ? `[${index + 1}/${this.#options.scenarios}] ` : '';
    const counted = total > 0 ? `${done} of at most ${total} replications` : `${done} replications`;
    const text = `${place}${name}  ${counted}`;
    if (!stderr.isTTY) {
      stderr.write(`${text}\n`);
      return;
    }
    this.#drawn = true;
    stderr.write(
      `\r\u001b[K${`${bar(total > 0 ? done / total : 0)} ${text}`.slice(0, Math.max(20, stderr.columns - 1))}`,
    );
  }

  /** Takes the bar away, so that what follows starts on an empty line. */
  clear(): void {
    if (this.#drawn) this.#io.stderr.write('\r\u001b[K');
    this.#drawn = false;
  }
}

function bar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * barWidth);
  return `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]`;
}
