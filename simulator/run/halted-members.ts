/**
 * Members that end by themselves because they believe to be cut off (Ignite: StopNodeOrHaltFailureHandler), and the supervisor that starts
 * them again: after a while, and again after as long when they would reach no other member, since they would only found a cluster of one.
 */
import type { MemberActions } from '../faults/ground.ts';
import type { Members } from '../grid/members.ts';
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import { hasReplicaSets } from '../model/product.ts';
import type { Network } from '../network/network.ts';
import { tableRules } from '../products/table-rules.ts';
import type { Ground } from './model-ground.ts';

type Actions = Pick<MemberActions, 'stop' | 'start'>;

export class HaltedMembers {
  readonly #simulation: Simulation;
  readonly #members: Members;
  readonly #network: Network;
  readonly #restartAfter: number;
  readonly #actions: () => Actions;
  readonly #restart: HandlerId;

  constructor({ simulation, members, network }: Ground, restartAfter: number, actions: () => Actions) {
    this.#simulation = simulation;
    this.#members = members;
    this.#network = network;
    this.#restartAfter = restartAfter;
    this.#actions = actions;
    this.#restart = simulation.handler('member/restarted-after-halt', (member) => this.#onRestart(member));
  }

  halt(member: number): void {
    this.#actions().stop(member, false);
    this.#simulation.schedule(this.#restartAfter, this.#restart, member);
  }

  #onRestart(member: number): void {
    if (this.#reachesAnother(member)) this.#actions().start(member);
    else this.#simulation.schedule(this.#restartAfter, this.#restart, member);
  }

  #reachesAnother(member: number): boolean {
    for (let other = 0; other < this.#members.count; other++) {
      if (other === member || !this.#members.isRunning(other)) continue;
      if (this.#network.passes(member, other) && this.#network.passes(other, member)) return true;
    }
    return false;
  }
}

/** Null for products whose members never end by themselves. */
export function haltedMembers(ground: Ground, actions: () => Actions): HaltedMembers | null {
  const { product } = ground.scenario.design;
  const ring = hasReplicaSets(product) ? undefined : tableRules(product).ring;
  return ring === undefined ? null : new HaltedMembers(ground, ring.restartAfter, actions);
}
