/**
 * What one sentinel knows of one process, a Redis server or another sentinel (sentinelRedisInstance with its link). Times in whole ms.
 */
import { NEVER, NOBODY } from './sentinel-options.ts';

export interface KnownProcess {
  readonly target: number;
  /** Last attempt to connect, and when the present connection was begun. */
  lastReconnect: number;
  connectedSince: number;
  /** The first ping that has had no answer yet; NEVER when all have. */
  activePing: number;
  lastPing: number;
  lastPong: number;
  /** Last answer that says that the process is well. */
  lastAvailable: number;
  lastInfo: number;
  lastPublished: number;
  /** Commands without a reply. */
  pending: number;
  /** Subjectively down (SDOWN), and since when it last was. */
  isDown: boolean;
  downSince: number;

  /** Redis servers: what the last INFO said. */
  saysPrimary: boolean;
  roleSince: number;
  itsPrimary: number;
  configurationSince: number;
  isLinkUp: boolean;
  linkDownTime: number;
  priority: number;
  offset: number;
  runId: number;
  /** Where the replica stands in being told of a new primary. */
  reconfiguration: 'none' | 'sent' | 'in-progress' | 'done';
  reconfigurationSentAt: number;

  /** Sentinels: what they said of the primary, and for whom they voted in which epoch. */
  saysPrimaryDown: boolean;
  lastOpinion: number;
  leader: number;
  leaderEpoch: number;
}

/** A process of which nothing is known but that it is there, since `now`. */
export function unknownProcess(target: number, now: number): KnownProcess {
  return {
    target,
    lastReconnect: NEVER,
    connectedSince: NEVER,
    // As the source has it: nothing was sent yet, but an answer is awaited from now on.
    activePing: now,
    lastPing: NEVER,
    lastPong: now,
    lastAvailable: now,
    lastInfo: NEVER,
    lastPublished: now,
    pending: 0,
    isDown: false,
    downSince: NEVER,
    saysPrimary: false,
    roleSince: now,
    itsPrimary: NOBODY,
    configurationSince: now,
    isLinkUp: false,
    linkDownTime: 0,
    priority: 100,
    offset: 0,
    runId: 0,
    reconfiguration: 'none',
    reconfigurationSentAt: NEVER,
    saysPrimaryDown: false,
    lastOpinion: NEVER,
    leader: NOBODY,
    leaderEpoch: 0,
  };
}

/** No news of it being down in the last `span` ms (sentinelRedisInstanceNoDownFor). */
export function wasUpFor(known: KnownProcess, span: number, now: number): boolean {
  return now - known.downSince > span;
}
