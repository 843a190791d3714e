/**
 * A primary hands its partition to a backup in good order: it stops accepting, the backup catches up, then takes over.
 *
 * Where the product's protocol has to agree (Redis: CLUSTER FAILOVER), it is asked once the backup has everything, and the hand-over is
 * given up when it has not answered in time. Requests that arrive meanwhile wait at the primary.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import { MILLISECOND, SECOND } from '../kernel/time.ts';
import type { Network } from '../network/network.ts';
import type { Copy } from './copy.ts';
import type { History } from './history.ts';
import type { Members } from './members.ts';
import type { MembershipProtocol } from './membership.ts';
import type { Promotion } from './promotion.ts';
import type { Replication } from './replication.ts';

/** A hand-over that is not done by then is given up (Redis: CLUSTER_MF_TIMEOUT, 5 s). */
const TAKEOVER_LIMIT = 5 * SECOND;

export interface HandOverParts {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly members: Members;
  readonly history: History;
  readonly replication: Replication;
  readonly promotion: Promotion;
  /** The protocol is known only when the grid has been made. */
  protocol(): MembershipProtocol;
  ownershipChanged(): void;
  /** A hand-over of this partition is done. */
  handedOver(partition: number): void;
}

export class HandOver {
  readonly #parts: HandOverParts;
  readonly #check: HandlerId;
  readonly #limit: HandlerId;

  constructor(parts: HandOverParts) {
    this.#parts = parts;
    this.#check = parts.simulation.handler('grid/hand-over', (from, to, deadline) => this.#onCheck(from, to, deadline));
    this.#limit = parts.simulation.handler('grid/hand-over-limit', (from) => this.#resume(from));
  }

  begin(from: Copy, to: Copy): void {
    const { simulation, network } = this.#parts;
    from.accepting = false;
    const deadline = simulation.now + TAKEOVER_LIMIT;
    simulation.schedule(network.delay(from.member, to.member), this.#check, from.index, to.index, deadline);
  }

  #onCheck(fromIndex: number, toIndex: number, deadline: number): void {
    const { simulation, history } = this.#parts;
    const from = history.copies[fromIndex]!;
    const to = history.copies[toIndex]!;
    if (from.role !== 'primary' || from.accepting) return;
    if (!this.#isPossible(from, to) || simulation.now >= deadline) this.#resume(fromIndex);
    else if (to.applied < from.applied) simulation.schedule(MILLISECOND, this.#check, fromIndex, toIndex, deadline);
    else this.#takeOver(from, to);
  }

  #isPossible(from: Copy, to: Copy): boolean {
    const { copies } = this.#parts.history.partitions[from.partition]!;
    const linked = copies.includes(from) && copies.includes(to) && to.source === from && to.role === 'backup';
    return linked && this.#parts.members.isRunning(to.member);
  }

  #takeOver(from: Copy, to: Copy): void {
    const { simulation, history, replication, promotion } = this.#parts;
    const protocol = this.#parts.protocol();
    if (protocol.plannedTakeover !== undefined) {
      protocol.plannedTakeover(to.member);
      simulation.schedule(TAKEOVER_LIMIT, this.#limit, from.index);
      return;
    }
    replication.confirmAll(from, to);
    for (const backup of from.backups) replication.detach(from, backup);
    from.role = 'backup';
    promotion.promote(
      history.partitions[from.partition]!,
      to,
      { epoch: promotion.nextEpoch(), planned: true },
      () => true,
    );
    from.accepting = true;
    this.#parts.handedOver(from.partition);
    this.#parts.ownershipChanged();
  }

  /** It did not work out: the primary goes on as before. */
  #resume(fromIndex: number): void {
    const from = this.#parts.history.copies[fromIndex]!;
    if (from.role !== 'primary' || from.accepting) return;
    from.accepting = true;
    this.#parts.ownershipChanged();
  }
}
