/**
 * Progress on standard error: a bar on a terminal, elsewhere a plain line now and then, nothing at all in the first two seconds.
 *
 * It says how many replications are done of how many are asked for, and how long the rest will take at the pace up to now; it has no
 * influence on the work, and --quiet silences it.
 */
import type { Progress } from '../api.ts';
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

/** What is told of a scenario at work. */
export type Work = Pick<Progress, 'done' | 'total' | 'share' | 'isTotalFinal'>;

/** Where the measurement of the pace began: at the first share of this scenario, because what comes before has none. */
interface Pace {
  readonly index: number;
  readonly share: number;
  readonly time: number;
}

export class ProgressDisplay {
  readonly #io: Io;
  readonly #options: ProgressOptions;
  readonly #started: number;
  #shown: number;
  #drawn = false;
  #pace: Pace | undefined;

  constructor(io: Io, options: ProgressOptions) {
    this.#io = io;
    this.#options = options;
    this.#started = io.now();
    this.#shown = this.#started + silentFor - betweenLines;
  }

  /** `index` counts scenarios from 0. */
  update(index: number, name: string, work: Work): void {
    const { stderr, now } = this.#io;
    const time = now();
    if (this.#pace?.index !== index || this.#pace.share === 0) this.#pace = { index, share: work.share, time };
    if (this.#options.quiet || time - this.#started < silentFor) return;
    if (time - this.#shown < (stderr.isTTY ? betweenDraws : betweenLines)) return;
    this.#shown = time;
    const text = `${this.#place(index)}${name}  ${counted(work)}${timeLeft(this.#pace, work, time)}`;
    if (!stderr.isTTY) {
      stderr.write(`${text}\n`);
      return;
    }
    this.#drawn = true;
    stderr.write(`\r\u001b[K${`${bar(work.share)} ${text}`.slice(0, Math.max(20, stderr.columns - 1))}`);
  }

  #place(index: number): string {
    return this.#options.scenarios > 1 ? `[${index + 1}/${this.#options.scenarios}] ` : '';
  }

  /** Takes the bar away, so that what follows starts on an empty line. */
  clear(): void {
    if (this.#drawn) this.#io.stderr.write('\r\u001b[K');
    this.#drawn = false;
  }
}

function counted({ done, total, isTotalFinal }: Work): string {
  return `${done} of ${isTotalFinal ? '' : 'at least '}${total} replications`;
}

/** Of this scenario; of `auto` only until it looks next. */
function timeLeft({ share: before, time: began }: Pace, { share, isTotalFinal }: Work, time: number): string {
  if (share <= before || time <= began) return '';
  const seconds = Math.ceil((((time - began) / (share - before)) * (1 - share)) / 1000);
  return `, ${isTotalFinal ? 'about' : 'at least'} ${seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`} left`;
}

function bar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * barWidth);
  return `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]`;
}
