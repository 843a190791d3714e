/**
 * How long a member may be silent before another suspects it: the rule that heartbeats are held against.
 */
export interface SilenceLaw {
  /** The rule depends on when heartbeats really arrive, so each of them is an event also while nothing is wrong. */
  readonly needsEveryHeartbeat: boolean;
  /** The limit follows what was heard before. */
  readonly learns: boolean;
  /** ns of silence after which `observer` suspects `subject`. */
  limit(observer: number, subject: number): number;
  /** A heartbeat arrived `interval` ns after the one before. */
  arrived(observer: number, subject: number, interval: number): void;
  /** So many heartbeats arrived as regularly as a clock. */
  regular(observer: number, subject: number, heartbeats: number): void;
  /** What was known of heartbeats from and to `member` is void: its process is a new one. */
  restarted(member: number): void;
}

/** Always the same time. */
export function deadlineLaw(timeout: number): SilenceLaw {
  return {
    needsEveryHeartbeat: false,
    learns: false,
    limit: () => timeout,
    arrived: () => {},
    regular: () => {},
    restarted: () => {},
  };
}
