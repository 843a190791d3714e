/**
 * Many runs of one scenario: warm-up, replications with independent streams, when to stop, judgement.
 *
 * `auto` looks at fixed counts only (10, 20, 40, …; statistics/sequential.ts) and stops when every expectation is decided and the
 * intervals behind them are as narrow as `precision`, or at the last look that the event budget pays for. Wall-clock time decides nothing.
 */

import { CONFIDENCE } from '../judge/estimate.ts';
import { faultResults } from '../judge/fault-results.ts';
import { judge } from '../judge/judge.ts';
import { ImpossibleState } from '../kernel/invariant.ts';
import type { Expectation } from '../model/expectation.ts';
import type { ExpectationResult, FaultResult } from '../model/result.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Layout } from '../run/layout.ts';
import type { ReplicationSummary } from '../run/replication-summary.ts';
import { Run } from '../run/run.ts';
import { confidencePerLook, fixedLooks } from '../statistics/sequential.ts';
import { decideWarmUp, type WarmUp } from './warm-up.ts';

const FIRST_LOOK = 10;
const MOST_REPLICATIONS = 10_240;
/** `auto` never ends with fewer: below that no interval is worth printing. */
const FEWEST = 5;

export interface StudySettings {
  readonly seed: number;
  readonly replications: number | 'auto';
}

export interface StudyProgress {
  readonly done: number;
  readonly total: number;
  /** Share of the replication at work that has been simulated, 0 … 1. */
  readonly share: number;
}

export interface Study {
  readonly summaries: readonly ReplicationSummary[];
  readonly warmUp: WarmUp;
  readonly expectations: readonly ExpectationResult[];
  readonly faults: readonly FaultResult[];
  /** Why no more replications were run. */
  readonly stoppedBecause: string;
}

/** One replication needed more events than `run.eventLimit`. */
export interface EventLimitReached {
  readonly eventLimit: number;
}

/**
 * Yields between slices of work. Calling `return()` on it is not needed to stop early: `soFar()` of the holder is judged as it is.
 */
export class StudyRun {
  readonly #scenario: Scenario;
  readonly #layout: Layout;
  readonly #settings: StudySettings;
  readonly #summaries: ReplicationSummary[] = [];
  #warmUp: WarmUp = { end: 0, method: 'none yet', remedy: undefined, events: 0 };
  #total: number;
  #current: Run | null = null;
  /** Sums of the replications' series; kept once instead of once a replication. */
  readonly timeline: Record<string, number[]> = {};

  constructor(scenario: Scenario, layout: Layout, settings: StudySettings) {
    this.#scenario = scenario;
    this.#layout = layout;
    this.#settings = settings;
    this.#total = settings.replications === 'auto' ? FIRST_LOOK : settings.replications;
  }

  get progress(): StudyProgress {
    return { done: this.#summaries.length, total: this.#total, share: this.#current?.progress ?? 0 };
  }

  /** Does the work, slice by slice. */
  *work(): Generator<undefined, Study | EventLimitReached> {
    const early = yield* this.warmUp();
    if (early !== undefined) return early;
    const { replications } = this.#settings;
    if (replications !== 'auto') {
      const ended = yield* this.upTo(replications);
      return ended ?? this.soFar('as many replications as asked for');
    }
    return yield* this.#sequentially();
  }

  /** Decides the warm-up: the first step, once. */
  *warmUp(): Generator<undefined, EventLimitReached | undefined> {
    const warmUp = yield* decideWarmUp(this.#scenario, this.#layout, this.#settings.seed);
    if (warmUp === 'event-limit') return { eventLimit: this.#scenario.run.eventLimit };
    this.#warmUp = warmUp;
    return undefined;
  }

  /** End of the warm-up, ns. */
  get measuredFrom(): number {
    return this.#warmUp.end;
  }

  /** Measures from `time` on at the earliest, so that two studies look at the same stretch. Before the first replication. */
  measureFrom(time: number): void {
    this.#warmUp = { ...this.#warmUp, end: Math.max(time, this.#warmUp.end) };
  }

  get summaries(): readonly ReplicationSummary[] {
    return this.#summaries;
  }

  /** The judgement of what has been run up to now. */
  soFar(stoppedBecause: string, confidence = CONFIDENCE): Study {
    const faults = faultResults(this.#scenario, this.#summaries);
    const circumstances = { faults, warmUpRemedy: this.#warmUp.remedy, confidence };
    const expectations = judge(this.#scenario, this.#summaries, circumstances);
    return { summaries: this.#summaries, warmUp: this.#warmUp, expectations, faults, stoppedBecause };
  }

  #keep(summary: ReplicationSummary): void {
    for (const [name, values] of Object.entries(summary.timeline)) {
      const sums = this.timeline[name];
      if (sums === undefined) this.timeline[name] = [...values];
      else
        values.forEach((value, bin) => {
          sums[bin]! += value;
        });
    }
    this.#summaries.push({ ...summary, timeline: {} });
  }

  *#sequentially(): Generator<undefined, Study | EventLimitReached> {
    const first = yield* this.upTo(FEWEST);
    if (first !== undefined) return first;
    const spent = this.#summaries.reduce((sum, { events }) => sum + events, 0);
    const affordable = Math.floor(this.#scenario.run.eventBudget / Math.max(1, spent / FEWEST));
    const most = Math.max(FEWEST, Math.min(MOST_REPLICATIONS, affordable));
    const looks = fixedLooks(Math.min(FIRST_LOOK, most), most);
    // Stopping at the first decision is a test repeated: each look gets its share of the 5 % (Bonferroni).
    const confidence = confidencePerLook(CONFIDENCE, looks.length);
    for (const look of looks) {
      this.#total = look;
      const ended = yield* this.upTo(look);
      if (ended !== undefined) return ended;
      const study = this.soFar('every expectation is decided with the precision asked for', confidence);
      if (isDecided(study) && isPrecise(study, this.#scenario)) return study;
    }
    return this.soFar(
      most === MOST_REPLICATIONS ? 'the most replications that auto makes' : 'the event budget is spent',
      confidence,
    );
  }

  /** Runs replications until there are so many. */
  *upTo(count: number): Generator<undefined, EventLimitReached | undefined> {
    const { seed } = this.#settings;
    while (this.#summaries.length < count) {
      const replication = this.#summaries.length;
      const run = new Run(this.#scenario, this.#layout, { seed, replication, warmup: this.#warmUp.end });
      this.#current = run;
      try {
        for (let state = run.step(); state !== false; state = run.step()) {
          if (state === 'event-limit') return { eventLimit: this.#scenario.run.eventLimit };
          yield;
        }
        this.#keep(run.summary());
      } catch (error) {
        throw located(error, run, replication);
      }
      yield;
    }
    return undefined;
  }
}

/** Any defect leaves with the replication, the simulated time and the event it was found at. */
function located(error: unknown, run: Run, replication: number): ImpossibleState {
  const { now, executed } = run.simulation;
  const message = error instanceof Error ? error.message : String(error);
  return new ImpossibleState(`${message} (replication ${replication})`, now, executed, { cause: error });
}

function isDecided({ expectations }: Study): boolean {
  return expectations.every(({ verdict }) => verdict !== 'inconclusive');
}

/** Half the interval is at most `precision` of the estimate, for every expectation that has an interval. */
function isPrecise({ expectations }: Study, scenario: Scenario): boolean {
  return expectations.every(
    (result, index) =>
      !hasInterval(scenario.expect[index]!, result) ||
      halfWidth(result) <= scenario.run.precision * Math.abs(result.estimate!),
  );
}

function hasInterval(_expectation: Expectation, result: ExpectationResult): boolean {
  return (
    !result.method.startsWith('every ') &&
    result.method !== 'none' &&
    result.estimate !== undefined &&
    result.estimate !== 0
  );
}

function halfWidth({ low, high }: ExpectationResult): number {
  return low === undefined || high === undefined ? Number.POSITIVE_INFINITY : (high - low) / 2;
}
