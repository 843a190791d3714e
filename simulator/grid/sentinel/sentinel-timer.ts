/**
 * The timer of a sentinel, ten to nineteen times a second: the period is drawn anew at every step, so that sentinels do not stay in step
 * and ask for votes at the same time (sentinelTimer, sentinelHandleRedisInstance).
 *
 * For the primary, then each replica, then each other sentinel: connect, send, judge. For the primary besides: judge with the others,
 * begin and advance a failover, ask the others.
 * Left out: tilt, since neither the processes nor the clocks of sentinels stand still here.
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { HandlerId, Simulation } from '../../kernel/simulation.ts';
import { checkObjectively, checkSubjectively } from './down-checks.ts';
import { advance, startIfNeeded } from './failover.ts';
import type { KnownProcess } from './known-process.ts';
import { askOthers, reconnect, sendPeriodically } from './periodic-commands.ts';
import type { Processes } from './processes.ts';
import type { SentinelGround } from './sentinel-ground.ts';
import { ASK_PERIOD, HZ, STEP_ROUNDING, STEP_WORK } from './sentinel-options.ts';
import type { SentinelView } from './sentinel-view.ts';
import { switchTo } from './switching.ts';

interface TimerParts {
  readonly simulation: Simulation;
  readonly processes: Processes;
  readonly views: readonly SentinelView[];
  readonly ground: SentinelGround;
  readonly stream: RandomStream;
}

export class SentinelTimer {
  readonly #parts: TimerParts;
  readonly #onStep: HandlerId;

  constructor(parts: TimerParts) {
    this.#parts = parts;
    this.#onStep = parts.simulation.handler('sentinel/step', (sentinel, incarnation) =>
      this.#step(sentinel, incarnation),
    );
  }

  /** The first step of a sentinel, at a random time within a period. */
  begin(sentinel: number): void {
    this.#schedule(sentinel, this.#parts.stream.below(1e9 / HZ));
  }

  #schedule(sentinel: number, delay: number): void {
    const { simulation, processes } = this.#parts;
    simulation.schedule(delay, this.#onStep, sentinel, processes.incarnation(processes.ofSentinel(sentinel)));
  }

  #step(sentinel: number, incarnation: number): void {
    const { processes, views, stream } = this.#parts;
    const self = processes.ofSentinel(sentinel);
    if (!processes.isUp(self) || processes.incarnation(self) !== incarnation) return;
    this.#work(views[sentinel]!);
    const period = Math.floor(1000 / (HZ + stream.below(HZ)));
    this.#schedule(sentinel, period * 1e6 + STEP_WORK + stream.below(STEP_ROUNDING));
  }

  #work(view: SentinelView): void {
    const { ground } = this.#parts;
    this.#handle(view, view.servers[view.primary]!, true);
    checkObjectively(ground, view);
    startIfNeeded(ground, view);
    advance(ground, view);
    askOthers(ground, view, ASK_PERIOD);
    for (const server of view.servers) if (server.target !== view.primary) this.#handle(view, server, true);
    for (const peer of view.peers) this.#handle(view, peer, false);
    if (view.failover === 'update-configuration') switchTo(ground, view, view.promoted);
  }

  #handle(view: SentinelView, known: KnownProcess, isServer: boolean): void {
    const { ground } = this.#parts;
    reconnect(ground, view, known);
    sendPeriodically(ground, view, known, isServer);
    checkSubjectively(ground, view, known);
  }
}
