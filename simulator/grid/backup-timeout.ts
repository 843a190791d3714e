/**
 * Writes that succeed without their backups: Hazelcast answers one whose backups have not confirmed within a time
 * (hazelcast.operation.backup.timeout.millis), seen by a scan once a second while writes wait, so after timeout … timeout + 1 s.
 *
 * Such a write is acknowledged and exists once only: it is lost with its primary. Writes of maps that ask for a number of copies wait on.
 */
import type { HandlerId, Simulation } from '../kernel/simulation.ts';
import { SECOND } from '../kernel/time.ts';
import type { Copy } from './copy.ts';
import type { History } from './history.ts';
import type { Members } from './members.ts';

export interface BackupTimeoutPort {
  /** Whether writes of the map may be answered without their backups. */
  mayPass(map: number): boolean;
  complete(row: number): void;
}

export class BackupTimeout {
  readonly #simulation: Simulation;
  readonly #members: Members;
  readonly #history: History;
  /** ns. */
  readonly #timeout: number;
  readonly #port: BackupTimeoutPort;
  readonly #scan: HandlerId;
  #armed = false;

  constructor(simulation: Simulation, members: Members, history: History, timeout: number, port: BackupTimeoutPort) {
    this.#simulation = simulation;
    this.#members = members;
    this.#history = history;
    this.#timeout = timeout;
    this.#port = port;
    this.#scan = simulation.handler('replication/backup-timeout-scan', () => this.#onScan());
  }

  /** Some write waits for its backups. */
  waits(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#simulation.schedule(SECOND, this.#scan);
  }

  #onScan(): void {
    this.#armed = false;
    let someWait = false;
    for (const { copies } of this.#history.partitions)
      for (const copy of copies) if (copy.role === 'primary' && this.#answerOld(copy)) someWait = true;
    if (someWait) this.waits();
  }

  /** Answers what has waited too long at one primary; true when something still waits there. */
  #answerOld(primary: Copy): boolean {
    const { branch } = primary;
    const { writes, keys } = this.#history;
    let stillWaits = false;
    for (let offset = Math.max(primary.completed, branch.base, branch.fork) + 1; offset <= primary.applied; offset++) {
      if (offset <= branch.base) continue;
      const row = branch.at(offset);
      if (writes.completedAt[row]! >= 0) continue;
      const isOld = this.#simulation.now - writes.appendedAt[row]! >= this.#timeout;
      const passes =
        isOld && this.#members.isRunning(primary.member) && this.#port.mayPass(keys.map[writes.key[row]!]!);
      if (passes) this.#port.complete(row);
      else stillWaits = true;
    }
    return stillWaits;
  }
}
