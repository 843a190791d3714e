/**
 * Which member is primary and which are backups of what, as each member believes it.
 * Used by the protocols: a Redis primary with its replicas, a generic member with its partitions.
 */
export interface Ownership {
  /** Member whose data `member` copies (its primary), or −1 when it is itself a primary. */
  primaryOf(member: number): number;
  /** Replication offset that `member` has applied, to rank candidates. */
  offsetOf(member: number): number;
  /** True while `member`'s replication link to its primary is connected. */
  isLinkUp(member: number): boolean;
}
