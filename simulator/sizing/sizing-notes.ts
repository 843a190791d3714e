/**
 * What a sizing answer takes for granted, and what in it should worry the reader.
 */
import { hasReplicaSets } from '../model/product.ts';
import { durationText, shareText, threeDigits } from '../model/quantity-text.ts';
import { type ChosenDesign, MAP_NAME } from './chosen-design.ts';
import { LARGEST_HEAP } from './hazelcast-capacity.ts';
import type { Sized } from './sized.ts';

export function assumptionsOf({ card, profile, entry, replication, network, delay }: ChosenDesign): readonly string[] {
  const isGiven = card.nodeTimeout !== undefined || card.heartbeatTimeout !== undefined;
  return [
    `Keys read like ${MAP_NAME}:${card.entries} (${entry.keyLength} bytes of the entry); every key is asked for equally often. A hot key loads one member alone.`,
    `Memory is filled to ${shareText(profile.memoryFill.share)} at most: ${profile.memoryFill.source}.`,
    `Poisson arrivals, exponential service of ${durationText(card.serviceTime)}, ${profile.threads} thread${profile.threads === 1 ? '' : 's'} a member; applying a copy at a backup takes no thread time.`,
    `Replication is ${replication}${card.replication === undefined ? ` (default of ${profile.title})` : ''}; ${card.backups === 1 ? '1 copy' : `${card.backups} copies`} besides the primary.`,
    `Failure detection: ${profile.detectionText}${isGiven ? '' : ' (default)'}.`,
    `Network preset ${network}: ${durationText(delay)} one way between members.`,
    ...(card.writeBehind === undefined
      ? ['No durable store was given: memory is all there is.']
      : [`One write-behind pump a primary, batches of at most 1000, newer writes replace waiting ones.`]),
    ...(card.growth === 0
      ? ['No growth was given: the entries are those of today.']
      : [`${shareText(card.growth)} growth of the entries is included.`]),
  ];
}

export interface VocabularyLimits {
  readonly members: number;
  readonly partitions: number;
}

export function warningsOf(design: ChosenDesign, numbers: readonly Sized[], most: VocabularyLimits): readonly string[] {
  const { card, product, profile, members, primaries, constraints } = design;
  const value = (name: string) => numbers.find((number) => number.name === name)?.value;
  const never = numbers.find((number) => number.name === 'failoverTime')?.unknown;
  const needed = constraints[0]!;
  const shard = profile.membersFor(1, card.backups);
  const left = members % shard;
  const found: (string | false)[] = [
    members < needed.members &&
      `${members} members are fewer than the ${needed.members} that ${needed.constraint} asks for: ${needed.text}.`,
    needed.members > most.members &&
      `${needed.members} members are more than a scenario can hold (${most.members}): split the data over several grids, or use larger members.`,
    !hasReplicaSets(product) &&
      design.partitions === most.partitions &&
      'Partitions are larger than 100 MB even at the largest partition count; one migration takes long.',
    design.partitions < primaries &&
      `${primaries - design.partitions} members hold no partition: more members than partitions.`,
    left > 0 &&
      shard > 1 &&
      primaries * shard < members &&
      `${members} members are no multiple of ${shard}: ${left} of them become extra replicas.`,
    never !== undefined && `No failover: ${never}.`,
    card.backups === 0 && 'Without backups every crash of a member loses its data.',
    card.zones < card.backups + 1 &&
      card.zones > 1 &&
      `${card.backups + 1} copies in ${card.zones} zones: two of them share a zone.`,
    card.zones === 1 && 'One zone: its loss takes everything.',
    card.zones === 2 &&
      profile.needsMajority &&
      'Two zones: the one that holds a majority of the members stops everything when it is lost.',
    card.failures !== undefined &&
      card.failures > card.backups &&
      `${card.failures} failures at once lose what had its ${card.backups + 1} copies on those members: more backups, or fewer failures.`,
    (value('heapPerMember') ?? 0) >= LARGEST_HEAP &&
      'A heap should not exceed 16 GB: memory for more than 14 GB of data a member stays unused. Use smaller members, or off-heap.',
    card.wanTargets !== undefined &&
      (value('wanQueueFills') ?? Number.POSITIVE_INFINITY) < 60_000 &&
      `A region that is away for ${threeDigits(value('wanQueueFills')! / 1000)} s fills the WAN queue: writes are dropped or refused from then on.`,
    (value('utilisation') ?? 0) >= 1 &&
      `Overload: ${threeDigits(value('utilisation')! * 100)} % of the threads would be needed.`,
    (value('utilisation') ?? 0) < 1 &&
      (value('utilisationAfterLoss') ?? 0) >= 1 &&
      'With one member lost the others are overloaded.',
    (value('pumpBacklogGrowth') ?? 0) > 0 &&
      `The store is too slow: the write-behind backlog grows by ${threeDigits(value('pumpBacklogGrowth')!)} rows a second.`,
  ];
  return found.filter((text) => text !== false);
}
