/**
 * Whole copies on their way through links of limited rate: in pieces, each sent when the one before is through, so that requests and
 * replication get their turn in between. Transfers to one member follow each other, no faster than its bandwidth for copies.
 *
 * A piece is 64 KiB (about what a connection has on its way at once), or 1/256 of a copy that is larger than 16 MiB, which keeps the
 * number of events bounded. A piece that cannot pass waits for a second. Used only where links are limited (see network/links.ts).
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import { SECOND } from '../kernel/time.ts';
import type { Network } from '../network/network.ts';

const PIECE = 65_536;
const MOST_PIECES = 256;

export interface TransferPort {
  /** Member that the copy comes from; −1 when the transfer is void. */
  sourceOf(copy: number, connection: number): number;
  memberOf(copy: number): number;
  /** The last byte has arrived. */
  arrived(copy: number, connection: number): void;
}

export interface TransferSettings {
  /** Bytes per second at which one member receives whole copies. */
  readonly bandwidth: number;
  readonly partitionBytes: number;
}

interface Transfer {
  readonly copy: number;
  readonly connection: number;
}

export class PiecewiseTransfer {
  readonly #simulation: Simulation;
  readonly #network: Network;
  readonly #settings: TransferSettings;
  readonly #port: TransferPort;
  readonly #piece: number;
  /** For each member: transfers under way (the first) and waiting. */
  readonly #queues: readonly Transfer[][];
  readonly #next: HandlerId;

  constructor(
    simulation: Simulation,
    network: Network,
    members: number,
    settings: TransferSettings,
    port: TransferPort,
  ) {
    this.#simulation = simulation;
    this.#network = network;
    this.#settings = settings;
    this.#port = port;
    this.#piece = Math.max(PIECE, Math.ceil(settings.partitionBytes / MOST_PIECES));
    this.#queues = Array.from({ length: members }, () => []);
    this.#next = simulation.handler('replication/piece', (copy, connection, left) =>
      this.#send(copy, connection, left),
    );
  }

  begin(copy: number, connection: number): void {
    const queue = this.#queues[this.#port.memberOf(copy)]!;
    queue.push({ copy, connection });
    if (queue.length === 1) this.#first(queue);
  }

  #first(queue: readonly Transfer[]): void {
    const [transfer] = queue;
    if (transfer === undefined) return;
    this.#simulation.schedule(0, this.#next, transfer.copy, transfer.connection, this.#settings.partitionBytes);
  }

  #send(copy: number, connection: number, left: number): void {
    const from = this.#port.sourceOf(copy, connection);
    const to = this.#port.memberOf(copy);
    if (from >= 0 && !this.#network.passes(from, to)) {
      this.#simulation.schedule(SECOND, this.#next, copy, connection, left);
      return;
    }
    if (from < 0 || left <= 0) {
      const queue = this.#queues[to]!;
      queue.shift();
      this.#first(queue);
      if (from >= 0) this.#port.arrived(copy, connection);
      return;
    }
    const bytes = Math.min(left, this.#piece);
    const pace = Math.round((bytes / this.#settings.bandwidth) * SECOND);
    const through = Math.max(pace, this.#network.passing(from, to, bytes));
    const last = left <= bytes ? Math.round(this.#network.meanDelay(from, to)) : 0;
    this.#simulation.schedule(through + last, this.#next, copy, connection, left - bytes);
  }
}
