/** What each fault does and does not do; the type of the table says when a kind is missing. */
import { causes } from '../model/fault.ts';
import type { Cause, Fault } from '../model/scenario.ts';
import type { Topic } from './topic.ts';

interface FaultWords {
  readonly text: string;
  readonly see: readonly string[];
}

const faults: Readonly<Record<Fault['kind'], FaultWords>> = {
  crash: {
    text: 'The process dies. What it had sent still arrives; its peers see the connection reset. With duration it restarts, empty. Compare host-loss, which nobody is told about.',
    see: ['host-loss', 'detectionTime', 'writeOutage', 'acknowledgedWritesLost'],
  },
  'host-loss': {
    text: 'The host goes silent: no reset, no answer. Packets already sent arrive, unless link: true (then those in flight are dropped too). Only the failure detector notices.',
    see: ['crash', 'detectionTime', 'writeOutage'],
  },
  pause: {
    text: 'The process stands still (garbage collection, SIGSTOP, a frozen virtual machine); messages wait in its socket buffers and are worked off when it goes on. Longer than the detector waits, it is declared failed while it lives.',
    see: ['falseSuspicions', 'failovers', 'writeOutage'],
  },
  split: {
    text: 'No packet passes between the target side and the rest; direction inbound or outbound makes it one-way. Each side goes by what it sees; whether both accept writes is decided by the product (promotion, majority).',
    see: ['healthyOutage', 'acknowledgedWritesLost', 'design.product.promotion'],
  },
  delay: {
    text: 'Packets to and from the target take longer by `add`. Synchronous replication passes it on to every write; heartbeats become late.',
    see: ['replicationLag', 'responseTime', 'falseSuspicions'],
  },
  'store-down': {
    text: 'The durable store refuses every write. Write-through writes fail; a write-behind pump keeps its entries, tries again after retryDelay, and the backlog grows.',
    see: ['pumpBacklog', 'entriesAtRisk', 'pumpDelay'],
  },
  'rolling-restart': {
    text: 'Members leave in good order, one after the other, each away for downtime; the next one leaves `pause` after the last is back and the copies are complete.',
    see: ['redundancyRestored', 'partitionsMoved', 'errorRatio'],
  },
};

const effects: Readonly<Record<Cause, string>> = {
  detection: 'The cluster decided that a member failed.',
  failover: 'A backup was promoted because its primary failed.',
  'write-outage': 'For some owner no member could accept a write for a while.',
  loss: 'At least one acknowledged write was lost.',
};

export function faultTopics(): readonly Topic[] {
  const kinds = Object.entries(faults).map(([name, { text, see }]): Topic => ({ name, kind: 'fault', text, see }));
  const seen = causes.map(
    (name): Topic => ({
      name,
      kind: 'effect',
      text: `${effects[name]} Under mustCause: a fault without this effect in every replication counts as not exercised.`,
      see: ['faults[].mustCause', 'not exercised'],
    }),
  );
  return [...kinds, ...seen];
}
