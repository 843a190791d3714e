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
import type { Pause, ReplicationTasks } from './replication-tasks.ts';
import { type EventLimitReached, type Study, type StudyProgress, StudyRun, type StudySettings } from './study.ts';

const FIRST_LOOK = 10;
const MOST_REPLICATIONS = 2560;

/** One of the two, and who makes its replications. */
export interface PairedDesign extends Traceable {
  readonly tasks: ReplicationTasks;
}

export interface PairedResult {
  readonly a: Study;
  readonly b: Study;
  readonly differences: readonly DifferenceRow[];
  readonly divergence: Divergence | undefined;
  readonly stoppedBecause: string;
}

/** What the comparison of two draws of uncertain inputs has otherwise. */
export interface PairedScope {
  /** Whether to look for the first event that differs; absent: yes. */
  readonly tracesDivergence?: boolean;
  /** Events that `auto` may take for both; absent: `run.eventBudget` of both. */
  readonly eventBudget?: number;
}

/** Which of the two needed more events than its `run.eventLimit`. */
export interface PairLimitReached extends EventLimitReached {
  readonly side: 'a' | 'b';
}

export class PairedStudy {
  readonly #a: Traceable;
  readonly #b: Traceable;
  readonly #settings: StudySettings;
  readonly #pause: Pause;
  readonly #scope: PairedScope;
  readonly #left: StudyRun;
  readonly #right: StudyRun;
  #divergence: Divergence | undefined;
  #total: number;

  constructor(a: PairedDesign, b: PairedDesign, settings: StudySettings, pause: Pause, scope: PairedScope = {}) {
    this.#a = a;
    this.#b = b;
    this.#settings = settings;
    this.#pause = pause;
    this.#scope = scope;
    this.#left = new StudyRun(a.scenario, settings, { tasks: a.tasks });
    this.#right = new StudyRun(b.scenario, settings, { tasks: b.tasks });
    this.#total = settings.replications === 'auto' ? FIRST_LOOK : settings.replications;
  }

  /** Pairs done of pairs that may be needed. */
  get progress(): StudyProgress {
    const done = this.#right.summaries.length;
    const isTotalFinal = this.#settings.replications !== 'auto';
    return { done, total: this.#total, share: 0, isTotalFinal };
  }

  async work(): Promise<PairedResult | PairLimitReached | 'stopped'> {
    const early = reached('a', await this.#left.warmUp()) ?? reached('b', await this.#right.warmUp());
    if (early !== undefined) return early;
    const from = Math.max(this.#left.measuredFrom, this.#right.measuredFrom);
    this.#left.measureFrom(from);
    this.#right.measureFrom(from);
    if (this.#scope.tracesDivergence !== false && !(await this.#findDivergence(from))) return 'stopped';
    const { replications } = this.#settings;
    if (replications === 'auto') return await this.#sequentially();
    const ended = await this.#upTo(replications);
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

  /** False: the caller wants no more. */
  async #findDivergence(warmup: number): Promise<boolean> {
    const most = Math.min(this.#a.scenario.run.eventLimit, this.#b.scenario.run.eventLimit);
    const search = divergenceOf(this.#a, this.#b, { seed: this.#settings.seed, replication: 0, warmup }, most);
    for (;;) {
      const step = search.next();
      if (step.done === true) {
        this.#divergence = step.value;
        return true;
      }
      if (!(await this.#pause())) return false;
    }
  }

  async #sequentially(): Promise<PairedResult | PairLimitReached | 'stopped'> {
    const first = await this.#upTo(FIRST_LOOK);
    if (first !== undefined) return first;
    const events = [this.#left, this.#right]
      .flatMap(({ summaries }) => summaries)
      .reduce((sum, each) => sum + each.events, 0);
    const budget = this.#scope.eventBudget ?? this.#a.scenario.run.eventBudget + this.#b.scenario.run.eventBudget;
    const affordable = Math.floor(budget / Math.max(1, events / FIRST_LOOK));
    const most = Math.max(FIRST_LOOK, Math.min(MOST_REPLICATIONS, affordable));
    const looks = fixedLooks(FIRST_LOOK, most);
    const confidence = confidencePerLook(CONFIDENCE, looks.length);
    for (const look of looks) {
      this.#total = look;
      const ended = await this.#upTo(look);
      if (ended !== undefined) return ended;
      const found = this.soFar('every difference asked about is seen, or known to be small', confidence);
      const precision = Math.max(this.#a.scenario.run.precision, this.#b.scenario.run.precision);
      if (found.differences.every((row) => isKnown(row, precision))) return found;
    }
    const why = most === MOST_REPLICATIONS ? 'the most replications that auto makes' : 'the event budget is spent';
    return this.soFar(why, confidence);
  }

  /** Some of A, then as many of B, so that an interrupted comparison has pairs and threads have enough to do. */
  async #upTo(count: number): Promise<PairLimitReached | 'stopped' | undefined> {
    while (this.#right.summaries.length < count) {
      const next = Math.min(count, this.#right.summaries.length + FIRST_LOOK);
      const ended = reached('a', await this.#left.runUpTo(next)) ?? reached('b', await this.#right.runUpTo(next));
      if (ended !== undefined) return ended;
    }
    return undefined;
  }
}

function reached(
  side: 'a' | 'b',
  ended: EventLimitReached | 'stopped' | undefined,
): PairLimitReached | 'stopped' | undefined {
  return typeof ended === 'object' ? { ...ended, side } : ended;
}

function isKnown({ asked, verdict, visible, a = 0, b = 0 }: DifferenceRow, precision: number): boolean {
  if (!asked || verdict !== 'no difference seen') return true;
  return visible !== undefined && visible <= precision * Math.max(Math.abs(a), Math.abs(b));
}
