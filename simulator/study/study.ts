/**
 * Many runs of one scenario: warm-up, replications with independent streams, when to stop, judgement.
 *
 * `auto` looks at fixed counts only (10, 20, 40, …; statistics/sequential.ts) and stops when every expectation is decided and the
 * intervals behind them are as narrow as `precision`, or at the last look that the event budget pays for. Wall-clock time decides nothing,
 * and neither does who makes the replications (replication-tasks.ts).
 */

import { CONFIDENCE } from '../judge/estimate.ts';
import { faultResults } from '../judge/fault-results.ts';
import { judge } from '../judge/judge.ts';
import { ImpossibleState, invariant } from '../kernel/invariant.ts';
import type { Expectation } from '../model/expectation.ts';
import type { ExpectationResult, FaultResult } from '../model/result.ts';
import type { Scenario } from '../model/scenario.ts';
import type { ReplicationSummary } from '../run/replication-summary.ts';
import { confidencePerLook, fixedLooks } from '../statistics/sequential.ts';
import { ReplicationLedger } from './replication-ledger.ts';
import type { ReplicationTasks } from './replication-tasks.ts';
import { type WarmUp, warmUpOf } from './warm-up.ts';

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
  /** Replications that are asked for up to now. */
  readonly total: number;
  /** Share of the replication at work in this thread that has been simulated, 0 … 1. */
  readonly share: number;
  /** False: `auto` may go on beyond `total`. */
  readonly isTotalFinal: boolean;
}

/** How a study gets its replications. */
export interface StudyGround {
  readonly tasks: ReplicationTasks;
  /** Decided elsewhere, with the same scenario and seed; absent: decided here on pilots. */
  readonly warmUp?: WarmUp | 'event-limit';
  /** Events that all replications of `auto` may take; absent: `run.eventBudget`. */
  readonly eventBudget?: number;
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

/** Asks for replications and judges them. Ended early, `soFar()` is judged as it is. */
export class StudyRun {
  readonly #scenario: Scenario;
  readonly #settings: StudySettings;
  readonly #ground: StudyGround;
  readonly #ledger = new ReplicationLedger();
  #warmUp: WarmUp = { end: 0, method: 'none yet', remedy: undefined, events: 0 };
  #total: number;

  constructor(scenario: Scenario, settings: StudySettings, ground: StudyGround) {
    this.#scenario = scenario;
    this.#settings = settings;
    this.#ground = ground;
    this.#total = settings.replications === 'auto' ? FIRST_LOOK : settings.replications;
  }

  get progress(): StudyProgress {
    const isTotalFinal = this.#settings.replications !== 'auto';
    return { done: this.#ledger.arrived, total: this.#total, share: this.#ground.tasks.share, isTotalFinal };
  }

  /** Sums of the replications' series. */
  get timeline(): Readonly<Record<string, readonly number[]>> {
    return this.#ledger.timeline;
  }

  /** Does the work; `stopped` when the caller ended it. Throws the defect of the first replication that met one. */
  async work(): Promise<Study | EventLimitReached | 'stopped'> {
    const early = await this.warmUp();
    if (early !== undefined) return early;
    const { replications } = this.#settings;
    if (replications !== 'auto') {
      const ended = await this.runUpTo(replications);
      return ended ?? this.soFar('as many replications as asked for');
    }
    return await this.#sequentially();
  }

  /** Decides the warm-up: the first step, once. Undefined when that is done. */
  async warmUp(): Promise<EventLimitReached | 'stopped' | undefined> {
    const { warmUp, tasks } = this.#ground;
    tasks.announce?.(this.#total);
    const decided = warmUp ?? (await warmUpOf(this.#scenario, tasks));
    if (decided === 'stopped') return 'stopped';
    if (decided === 'event-limit') return { eventLimit: this.#scenario.run.eventLimit };
    this.#warmUp = decided;
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
    return this.#ledger.summaries;
  }

  /** The judgement of what has been run up to now. */
  soFar(stoppedBecause: string, confidence = CONFIDENCE): Study {
    const { summaries } = this.#ledger;
    const faults = faultResults(this.#scenario, summaries);
    const circumstances = { faults, warmUpRemedy: this.#warmUp.remedy, confidence };
    const expectations = judge(this.#scenario, summaries, circumstances);
    return { summaries, warmUp: this.#warmUp, expectations, faults, stoppedBecause };
  }

  async #sequentially(): Promise<Study | EventLimitReached | 'stopped'> {
    const first = await this.runUpTo(FEWEST);
    if (first !== undefined) return first;
    const { summaries } = this.#ledger;
    const spent = summaries.reduce((sum, { events }) => sum + events, 0);
    const budget = this.#ground.eventBudget ?? this.#scenario.run.eventBudget;
    const affordable = Math.floor(budget / Math.max(1, spent / FEWEST));
    const most = Math.max(FEWEST, Math.min(MOST_REPLICATIONS, affordable));
    const looks = fixedLooks(Math.min(FIRST_LOOK, most), most);
    // Stopping at the first decision is a test repeated: each look gets its share of the 5 % (Bonferroni).
    const confidence = confidencePerLook(CONFIDENCE, looks.length);
    for (const look of looks) {
      this.#total = look;
      const ended = await this.runUpTo(look);
      if (ended !== undefined) return ended;
      const study = this.soFar('every expectation is decided with the precision asked for', confidence);
      if (isDecided(study) && isPrecise(study, this.#scenario)) return study;
    }
    return this.soFar(
      most === MOST_REPLICATIONS ? 'the most replications that auto makes' : 'the event budget is spent',
      confidence,
    );
  }

  /** Makes replications until there are so many; undefined when all of them are there. */
  async runUpTo(to: number): Promise<EventLimitReached | 'stopped' | undefined> {
    const ledger = this.#ledger;
    const from = ledger.summaries.length;
    if (from >= to) return undefined;
    const task = { from, to, warmup: this.#warmUp.end };
    const ended = await this.#ground.tasks.perform(task, (result) => ledger.take(result));
    if (ended === 'stopped') return 'stopped';
    if (ledger.ended === 'over-limit') return { eventLimit: this.#scenario.run.eventLimit };
    if (ledger.ended instanceof ImpossibleState) throw ledger.ended;
    invariant(ledger.summaries.length === to, () => `replication ${ledger.summaries.length} is missing`);
    return undefined;
  }
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
