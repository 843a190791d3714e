/**
 * One copy of one partition at one member: which branch of history it follows and how far it has applied it.
 *
 * Role is what the member itself believes. During a split two members can each be primary of the same partition, on two branches.
 * `syncing` means the copy is being transferred as a whole and holds nothing that counts yet.
 */
import type { Branch } from './branch.ts';

export type Role = 'primary' | 'backup' | 'syncing';

export interface Copy {
  readonly index: number;
  readonly partition: number;
  readonly member: number;
  role: Role;
  branch: Branch;
  /** Last offset of the branch that this copy holds. */
  applied: number;
  /** Last offset that has reached the process, applied or still in its socket buffers (it is paused). */
  received: number;
  /** For a backup: last offset that its primary knows it holds. */
  confirmed: number;
  /** For a backup: the primary that feeds it, or null. */
  source: Copy | null;
  /** For a backup: when it was taken up, ns; what it missed before does not count as lag. */
  followsSince: number;
  /** For a primary: the backups it feeds. */
  backups: Copy[];
  /** For a primary: every offset up to this one was confirmed by all backups it has to wait for. */
  completed: number;
  /** Latest arrival time among replication messages on their way to this copy: the connection keeps their order. */
  arrival: number;
  /** Connection number; messages of an earlier connection are void. */
  connection: number;
  /** Redis: offset confirmed at the last whole-second report, and the number of that second. */
  reported: number;
  reportSecond: number;
  /** False while a planned hand-over keeps a primary from accepting writes. */
  accepting: boolean;
  /** For a backup (Redis): it lags too far to catch up and waits for a full copy; until that is there it keeps what it has. */
  stale: boolean;
}

export interface Partition {
  readonly index: number;
  copies: Copy[];
  /** Branches that some copy may still hold, oldest first. */
  branches: Branch[];
  /** Member that became primary last. */
  owner: number;
  /** Its primary was removed and no backup could take over yet. */
  ownerless: boolean;
}

/** What would be read back from the disk of a partition's primary. */
export interface DiskContent {
  readonly member: number;
  branch: Branch;
  /** Last offset of the branch that is on it. */
  applied: number;
}
