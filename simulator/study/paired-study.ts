/**
 * Two designs under common random numbers: the same seed and replication give both the same arrivals, keys, sizes and chances, so that
 * what differs is the designs' doing.
 *
 * Both are measured from the same moment on, the later of their warm-ups. `auto` looks at fixed counts only (10, 20, 40, …) and stops when
 * every difference that an expectation asks about is seen or known to be small: half its interval at most `precision` of the value.
 */
import { CONFIDENCE } from '../judge/estimate.ts';
import type { DifferenceRow, Divergence } from '../model/comparison.ts';
import { confidencePerLook, fixedLooks } from '../statistics/sequential.ts';
import { differencesOf } from './differences.ts';
import { divergenceOf, type Traceable } from './divergence.ts';
import { type EventLimitReached, type Study, type StudyProgress, StudyRun, type StudySettings } from './study.ts';

const FIRST_LOOK = 10;
const MOST_REPLICATIONS = 2560;

export interface PairedResult {
  readonly a: Study;
  readonly b: Study;
  readonly differences: readonly DifferenceRow[];
  readonly divergence: Divergence | undefined;
  readonly stoppedBecause: string;
}

/** Which of the two needed more events than its `run.eventLimit`. */
export interface PairLimitReached extends EventLimitReached {
  readonly side: 'a' | 'b';
}

export class PairedStudy {
  readonly #a: Traceable;
  readonly #b: Traceable;
  readonly #settings: StudySettings;
  readonly #left: StudyRun;
  readonly #right: StudyRun;
  #divergence: Divergence | undefined;
  #total: number;

  constructor(a: Traceable, b: Traceable, settings: StudySettings) {
    this.#a = a;
    this.#b = b;
    this.#settings = settings;
    this.#left = new StudyRun(a.scenario, a.layout, settings);
    this.#right = new StudyRun(b.scenario, b.layout, settings);
    this.#total = settings.replications === 'auto' ? FIRST_LOOK : settings.replications;
  }

  /** Pairs done of pairs that may be needed. */
  get progress(): StudyProgress {
    const done = this.#right.summaries.length;
    const share = this.#left.progress.share / 2 + this.#right.progress.share / 2;
    return { done, total: this.#total, share: Math.min(1, share) };
  }

  *work(): Generator<undefined, PairedResult | PairLimitReached> {
    const limit = (yield* limited('a', this.#left.warmUp())) ?? (yield* limited('b', this.#right.warmUp()));
    if (limit !== undefined) return limit;
    const from = Math.max(this.#left.measuredFrom, this.#right.measuredFrom);
    this.#left.measureFrom(from);
    this.#right.measureFrom(from);
    const { seed, replications } = this.#settings;
    const most = Math.min(this.#a.scenario.run.eventLimit, this.#b.scenario.run.eventLimit);
    this.#divergence = yield* divergenceOf(this.#a, this.#b, { seed, replication: 0, warmup: from }, most);
    if (replications === 'auto') return yield* this.#sequentially();
    const ended = yield* this.#upTo(replications);
    return ended ?? this.soFar('as many replications as asked for');
  }

  /** What is known after the pairs that both designs have done. */
  soFar(stoppedBecause: string, confidence = CONFIDENCE): PairedResult {
    const pairs = Math.min(this.#left.summaries.length, this.#right.summaries.length);
    const sampled = (of: Traceable, run: StudyRun) => ({
      scenario: of.scenario,
      summaries: run.summaries.slice(0, pairs),
    });
    return {
      a: this.#left.soFar(stoppedBecause, confidence),
      b: this.#right.soFar(stoppedBecause, confidence),
      differences: differencesOf(sampled(this.#a, this.#left), sampled(this.#b, this.#right), confidence),
      divergence: this.#divergence,
      stoppedBecause,
    };
  }

  *#sequentially(): Generator<undefined, PairedResult | PairLimitReached> {
    const first = yield* this.#upTo(FIRST_LOOK);
    if (first !== undefined) return first;
    const events = [this.#left, this.#right]
      .flatMap(({ summaries }) => summaries)
      .reduce((sum, each) => sum + each.events, 0);
    const budget = this.#a.scenario.run.eventBudget + this.#b.scenario.run.eventBudget;
    const affordable = Math.floor(budget / Math.max(1, events / FIRST_LOOK));
    const most = Math.max(FIRST_LOOK, Math.min(MOST_REPLICATIONS, affordable));
    const looks = fixedLooks(FIRST_LOOK, most);
    const confidence = confidencePerLook(CONFIDENCE, looks.length);
    for (const look of looks) {
      this.#total = look;
      const ended = yield* this.#upTo(look);
      if (ended !== undefined) return ended;
      const found = this.soFar('every difference asked about is seen, or known to be small', confidence);
      const precision = Math.max(this.#a.scenario.run.precision, this.#b.scenario.run.precision);
      if (found.differences.every((row) => isKnown(row, precision))) return found;
    }
    const why = most === MOST_REPLICATIONS ? 'the most replications that auto makes' : 'the event budget is spent';
    return this.soFar(why, confidence);
  }

  /** One pair after the other, so that an interrupted comparison has pairs. */
  *#upTo(count: number): Generator<undefined, PairLimitReached | undefined> {
    while (this.#right.summaries.length < count) {
      const next = this.#right.summaries.length + 1;
      const ended = (yield* limited('a', this.#left.upTo(next))) ?? (yield* limited('b', this.#right.upTo(next)));
      if (ended !== undefined) return ended;
    }
    return undefined;
  }
}

function* limited(
  side: 'a' | 'b',
  work: Generator<undefined, EventLimitReached | undefined>,
): Generator<undefined, PairLimitReached | undefined> {
  const ended = yield* work;
  return ended === undefined ? undefined : { ...ended, side };
}

function isKnown({ asked, verdict, visible, a = 0, b = 0 }: DifferenceRow, precision: number): boolean {
  if (!asked || verdict !== 'no difference seen') return true;
  return visible !== undefined && visible <= precision * Math.max(Math.abs(a), Math.abs(b));
}
