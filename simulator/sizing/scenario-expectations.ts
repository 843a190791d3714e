/**
 * What a drafted scenario expects: limits taken from the closed forms, so that a run checks them.
 *
 * Times of failover are limited by the end of their range, queueing times by half as much again, because the closed forms leave out skew and
 * the network's small print. An expectation is left out when its number is unknown.
 */

import { SECOND } from '../kernel/time.ts';
import { limitText, shareText } from '../model/quantity-text.ts';
import type { Loss } from '../products/product-profile.ts';
import type { ChosenDesign } from './chosen-design.ts';
import { pumpOf } from './design-pump.ts';
import { multiServerSojournQuantile } from './erlang.ts';
import { pumpFlow } from './pump.ts';
import type { ScenarioLoad } from './scenario-load.ts';

const MEBIBYTE = 1024 * 1024;
/** One line of YAML each: the expectation and why. */
export interface DraftedExpectation {
  readonly expectation: string;
  readonly because: string;
}

export function expectationsOf(
  design: ChosenDesign,
  load: ScenarioLoad,
  loss: Loss | undefined,
): readonly DraftedExpectation[] {
  const hasCrash = loss !== undefined;
  const mode = hasCrash ? ' outside-faults' : '';
  return [
    ...(hasCrash ? failoverExpectations(design, loss) : lagExpectations(design)),
    ...responseExpectations(design, load, mode),
    ...memoryExpectations(design, hasCrash),
    ...pumpExpectations(design, load, mode),
  ];
}

function failoverExpectations(
  { card, profile, members, delay, replication }: ChosenDesign,
  loss: Loss,
): readonly DraftedExpectation[] {
  const failover = profile.failover({ members, backups: card.backups, delay }, loss);
  if ('never' in failover) return [];
  const outage = {
    expectation: `writeOutage p90 < ${limitText(failover.high * 1.02)} per-fault`,
    because: `end of the range of failoverTime${loss === 'host-loss' ? ' for a lost host' : ''}, + 2 %`,
  };
  if (card.backups === 0) return [outage];
  const because =
    replication === 'sync'
      ? 'a write is acknowledged after its backups have it'
      : 'what was sent still arrives; a host lost with its link would lose some';
  return [outage, { expectation: 'acknowledgedWritesLost == 0', because }];
}

function lagExpectations({ card, delay, replication }: ChosenDesign): readonly DraftedExpectation[] {
  if (card.backups === 0 || card.writes === 0) return [];
  if (replication === 'sync')
    return [{ expectation: 'replicationLag p99 < 1us', because: 'backups apply before the acknowledgement' }];
  return [{ expectation: `replicationLag p99 < ${limitText(delay * 2)}`, because: 'one-way delay, doubled' }];
}

function responseExpectations(
  { card, profile, primaries, delay, replication }: ChosenDesign,
  { scale }: ScenarioLoad,
  mode: string,
): readonly DraftedExpectation[] {
  const requests = card.reads + card.writes;
  const utilisation = (requests * card.serviceTime) / 1e9 / (profile.threads * primaries);
  if (requests === 0 || utilisation >= 1) return [];
  const queue = {
    arrivalRate: requests / scale / primaries,
    serviceTime: (card.serviceTime * scale) / 1e9,
    servers: profile.threads,
  };
  const trips = replication === 'sync' && card.backups > 0 && card.writes > 0 ? 4 : 2;
  const time = multiServerSojournQuantile(queue, 0.99) * 1e9 + trips * delay;
  return [
    {
      expectation: `utilisation mean < ${shareText(Math.min(1, Math.ceil(utilisation * 120 + 1) / 100))}`,
      because: 'requests × service / (threads × primaries), + 20 %',
    },
    {
      expectation: `responseTime{workload:load} p99 < ${limitText(time * 1.5)}${mode}`,
      because: `M/M/${profile.threads} p99 and ${trips} one-way delays, + 50 %`,
    },
  ];
}

function memoryExpectations(
  { card, profile, members, primaries, entries }: ChosenDesign,
  hasCrash: boolean,
): readonly DraftedExpectation[] {
  const left = hasCrash && profile.spreadsLoss ? members - 1 : members;
  if (left < 1) return [];
  const copies = Math.min(card.backups + 1, left);
  const bytes = entries * card.entrySize;
  const perMember = profile.spreadsLoss ? (bytes * copies) / left : bytes / primaries;
  const limit = Math.ceil((perMember * 1.1) / MEBIBYTE);
  return [
    { expectation: `memoryUsed max < ${limit}MiB`, because: `entries without overhead on ${left} members, + 10 %` },
  ];
}

function pumpExpectations(design: ChosenDesign, load: ScenarioLoad, mode: string): readonly DraftedExpectation[] {
  const { writeBehind, writes } = design.card;
  if (writeBehind === undefined || writes === 0) return [];
  const probeWrites = load.probeEvery === 0 ? 0 : (design.primaries * SECOND) / load.probeEvery;
  const { atRisk } = pumpFlow(pumpOf(design, writeBehind, load.scale, probeWrites));
  if (!Number.isFinite(atRisk)) return [];
  return [
    {
      expectation: `entriesAtRisk mean < ${Math.ceil(atRisk * 1.5)}${mode}`,
      because: 'waiting in the pumps and in the store, + 50 %',
    },
  ];
}
