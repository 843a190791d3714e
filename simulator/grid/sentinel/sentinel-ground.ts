/**
 * What the parts of the protocol share: the clock in whole ms, the links, the messages, the settings in ms, and whom to tell.
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { MessagePool } from './messages.ts';
import type { SentinelLinks } from './sentinel-links.ts';
import type { SentinelView } from './sentinel-view.ts';

/** What a sentinel logs, under the names of its log. */
export type SentinelEvent =
  | '+sdown'
  | '-sdown'
  | '+odown'
  | '-odown'
  | '+try-failover'
  | '+vote-for-leader'
  | '+elected-leader'
  | '-failover-abort-not-elected'
  | '-failover-abort-no-good-slave'
  | '-failover-abort-slave-timeout'
  | '+selected-slave'
  | '+promoted-slave'
  | '+slave-reconf-sent'
  | '+slave-reconf-done'
  | '+failover-end-for-timeout'
  | '+convert-to-slave'
  | '+fix-slave-config'
  | '+switch-master';

export interface SentinelGround {
  /** ms */
  now(): number;
  readonly links: SentinelLinks;
  readonly pool: MessagePool;
  readonly desync: RandomStream;
  readonly quorum: number;
  readonly downAfter: number;
  readonly failoverTimeout: number;
  readonly parallelSyncs: number;
  /** Sentinels, the lost ones included. */
  readonly sentinels: number;
  /** `process`: whom it is about. */
  tell(view: SentinelView, event: SentinelEvent, target: number): void;
}
