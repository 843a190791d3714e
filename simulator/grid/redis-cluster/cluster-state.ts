/**
 * Whether a node takes the cluster for ok, that is, whether it answers requests (clusterUpdateState).
 *
 * Fail when a majority of the primaries with slots is PFAIL or FAIL in its view, or, with full coverage, when some shard has no owner or
 * one that is FAIL. A primary turns ok again only 2 s after its first judgement since it started, and clip(T, 0.5 s, 5 s) after it was
 * last among a minority; the latter is looked at in ticks only.
 */
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import type { MembershipListener } from '../membership.ts';
import { REJOIN_MAX_MS, REJOIN_MIN_MS, WRITABLE_DELAY_MS } from './bus-options.ts';
import { FAIL, NOBODY, type Views } from './views.ts';
import type { WallClock } from './wall-clock.ts';

const LONG_AGO = Number.NEGATIVE_INFINITY;
const MILLISECOND = 1e6;

export class ClusterState {
  readonly #views: Views;
  readonly #clock: WallClock;
  readonly #simulation: Simulation;
  readonly #listener: MembershipListener;
  readonly #fullCoverage: boolean;
  readonly #rejoinDelay: number;
  readonly #ok: Uint8Array;
  /** First judgement since the process started, in ms of the wall clock; NaN before it. */
  readonly #firstJudgement: Float64Array;
  readonly #lastMinority: Float64Array;
  readonly #starts: Int32Array;
  readonly #onWritable: HandlerId;

  constructor(
    views: Views,
    clock: WallClock,
    ports: { readonly simulation: Simulation; readonly listener: MembershipListener },
    options: { readonly fullCoverage: boolean; readonly nodeTimeoutMs: number },
  ) {
    this.#views = views;
    this.#clock = clock;
    this.#simulation = ports.simulation;
    this.#listener = ports.listener;
    this.#fullCoverage = options.fullCoverage;
    this.#rejoinDelay = Math.min(Math.max(options.nodeTimeoutMs, REJOIN_MIN_MS), REJOIN_MAX_MS);
    this.#ok = new Uint8Array(views.count).fill(1);
    this.#firstJudgement = new Float64Array(views.count).fill(LONG_AGO);
    this.#lastMinority = new Float64Array(views.count).fill(LONG_AGO);
    this.#starts = new Int32Array(views.count);
    this.#onWritable = ports.simulation.handler('redis-cluster/writable', (node, starts) => {
      if (starts === this.#starts[node]) this.judge(node);
    });
  }

  isOk(node: number): boolean {
    return this.#ok[node] === 1;
  }

  /** The process began or ended: it believes the cluster failed until it has judged. */
  reset(node: number): void {
    this.#ok[node] = 0;
    this.#firstJudgement[node] = Number.NaN;
    this.#lastMinority[node] = LONG_AGO;
    this.#starts[node]!++;
  }

  judge(node: number): void {
    const now = this.#clock.now;
    const isPrimary = this.#views.isPrimary(node, node);
    if (Number.isNaN(this.#firstJudgement[node]!)) this.#firstBy(node, now);
    if (isPrimary && this.#ok[node] === 0 && now - this.#firstJudgement[node]! < WRITABLE_DELAY_MS) return;
    const ok = this.#looksOk(node, now);
    if (ok === this.isOk(node)) return;
    if (ok && isPrimary && now - this.#lastMinority[node]! < this.#rejoinDelay) return;
    this.#ok[node] = ok ? 1 : 0;
    this.#listener.servingChanged(node, ok);
  }

  /** The delay after a start is looked at in every turn of the event loop, which requests keep turning: at its end, then. */
  #firstBy(node: number, now: number): void {
    this.#firstJudgement[node] = now;
    const delay = WRITABLE_DELAY_MS * MILLISECOND;
    this.#simulation.schedule(delay, this.#onWritable, node, this.#starts[node]!, 0);
  }

  #looksOk(node: number, now: number): boolean {
    const views = this.#views;
    let covered = true;
    let size = 0;
    let reachable = 0;
    for (let shard = 0; shard < views.shards; shard++) {
      const owner = views.ownerOf[node * views.shards + shard]!;
      const flags = owner === NOBODY ? FAIL : views.flags[node * views.count + owner]!;
      if ((flags & FAIL) !== 0) covered = false;
      if (owner !== NOBODY) size++;
      if (flags === 0) reachable++;
    }
    const minority = reachable < Math.floor(size / 2) + 1;
    if (minority) this.#lastMinority[node] = now;
    return !minority && (covered || !this.#fullCoverage);
  }
}
