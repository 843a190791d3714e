/** What each fault does and does not do; the type of the table says when a kind is missing. */
import { causes } from '../model/fault-common.ts';
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
  slow: {
    text: 'The process serves at a fraction of its speed: service times are multiplied by factor. Heartbeats and replication keep their pace, so nobody declares it failed: the gray failure that every request to it feels. Below its load its queue grows until the fault ends.',
    see: ['responseTime', 'queueWait', 'utilisation', 'pause'],
  },
  'zone-loss': {
    text: 'Every host of a zone goes silent and its links with it, packets in flight included. Clients standing in the zone reach nobody; their requests time out and count as failed. With duration its members start again, empty.',
    see: ['host-loss', 'split', 'writeOutage', 'acknowledgedWritesLost'],
  },
  leave: {
    text: 'Members hand over what they are primary of, empty their pumps, stop and stay away; nothing acknowledged is lost if the copies keep up. A later join brings them back.',
    see: ['join', 'rolling-restart', 'partitionsMoved', 'redundancyRestored'],
  },
  join: {
    text: 'Members that left, crashed or lost their host start again, empty; the cluster takes them in and moves copies to them. Over when every partition has its configured copies. Only an autoscaler adds members beyond those of the design.',
    see: ['leave', 'partitionsMoved', 'migrationTime', 'redundancyRestored'],
  },
  split: {
    text: 'No packet passes between the target side and the rest; direction inbound or outbound makes it one-way. Each side goes by what it sees; whether both accept writes is decided by the product (promotion, majority).',
    see: ['healthyOutage', 'acknowledgedWritesLost', 'design.product.promotion'],
  },
  delay: {
    text: 'Packets to and from the target take longer by `add`. Synchronous replication passes it on to every write; heartbeats become late.',
    see: ['replicationLag', 'responseTime', 'falseSuspicions'],
  },
  loss: {
    text: 'A share of the packets to and from the target is lost. A lost request or answer is a timeout of its client (which cannot know whether its write was applied); a lost heartbeat never comes, so a detector that waits for k of them suspects wrongly after (1 − share^k) / ((1 − share) · share^k) of them on average; on replication connections a lost packet is sent again after 0.2 s, then after twice as long each time, and everything behind it waits.',
    see: ['errorRatio', 'replicationLag', 'falseSuspicions', 'split'],
  },
  duplicate: {
    text: 'A share of the requests to the target arrives twice, and nothing tells the second from the first: a put is applied twice, as a further write of the same key that nobody acknowledges and that can overwrite what came between. It adds so much to the load.',
    see: ['storeWrites', 'utilisation', 'loss'],
  },
  'region-loss': {
    text: 'Every host of a region goes silent and its links with it, packets in flight included; clients standing there reach nobody. Under promotion: majority the rest goes on only if more than half of all members are elsewhere. With duration its members start again, empty.',
    see: ['zone-loss', 'split', 'writeOutage', 'acknowledgedWritesLost'],
  },
  'cold-start': {
    text: 'The processes of the target die at the same moment and start again together, empty, after duration. Partitions whose copies were all there begin with nothing: what the store lacks is lost, and maps with a reader load from it again, all at once. Compare rolling-restart, which loses nothing.',
    see: ['crash', 'rolling-restart', 'hitRatio', 'storeReads', 'acknowledgedWritesLost'],
  },
  reorder: {
    text: 'A share of the packets to and from the target takes longer by a draw of `by`, and those sent later pass them. Requests, answers and heartbeats change places; a replication connection keeps its order, so one late packet delays what is behind it, and every synchronous write that waits for it.',
    see: ['delay', 'loss', 'replicationLag', 'responseTime'],
  },
  bandwidth: {
    text: 'The hosts of the target send and receive only `rate` bytes a second. Each message keeps the link busy for bytes / rate; what finds it busy waits, first come, first served: requests, answers, replication, heartbeats, and copies on the move piece by piece. Above the rate the queue grows until the fault ends, and late heartbeats get healthy members suspected. design.network.bandwidth limits all members all the time.',
    see: ['design.network.bandwidth', 'responseTime', 'replicationLag', 'migrationTime', 'falseSuspicions'],
  },
  'clock-offset': {
    text: 'The clocks of the target jump ahead or behind, each by a draw of its own, and go on at their pace; healed, they are right at once. Only who compares timestamps notices: with the latest timestamp winning, a clock that is ahead wins over writes that came after it. Time limits and heartbeats go by elapsed time.',
    see: ['clock-drift', 'lostUpdates'],
  },
  'clock-drift': {
    text: 'The clocks of the target gain or lose a share of the true time (0.01% is 100 ppm), so their error grows with the time since the strike; healed, they are right at once.',
    see: ['clock-offset', 'lostUpdates'],
  },
  'hot-key': {
    text: 'A share of the requests for a map goes to one key instead of the ones they would have asked for. No load is added: the owner of that key gets more, the others less, and adding members helps nobody. What every request would have been otherwise stays the same, so runs with and without it compare.',
    see: ['workload.keys', 'utilisation', 'queueWait', 'responseTime'],
  },
  'store-slow': {
    text: 'The durable store drags: its latency is multiplied by factor and writesPerSecond divided by it, for batches sent meanwhile. Write-through writes wait that long; a write-behind backlog grows when the rows come faster.',
    see: ['store-down', 'pumpBacklog', 'pumpDelay', 'responseTime'],
  },
  'pump-stall': {
    text: 'The write-behind pumps of the target stop sending. The batch in flight lands, the next one waits as it is, later writes queue behind it; nothing fails, so only the backlog shows it. A crash meanwhile loses what waits, unless backups know the queue.',
    see: ['pumpBacklog', 'entriesAtRisk', 'storeStale'],
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
  restart:
    'A rolling restart went through all members: each left, came back and had its copies again before the run ended.',
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
