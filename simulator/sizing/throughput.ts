/**
 * Load: how busy members are, how long requests wait, what is left when one member is lost.
 *
 *   utilisation = lambda S / (threads x primaries);   members = ceil(lambda S / (threads x target)) + 1 where losses spread
 *   wait: M/M/threads with arrivals lambda / primaries (Erlang C)
 *
 * "One more than needed" is the n + 1 rule of the guides (Hazelcast capacity planning). Where a replica takes over alone (Redis) no other
 * primary gets more to do, so none is added. Left out: skew of the keys, thread time of backups, the network.
 */
import type { ProductProfile } from '../products/product-profile.ts';
import { multiServerSojournQuantile, multiServerWait, multiServerWaitQuantile } from './erlang.ts';
import { type Sized, sized } from './sized.ts';

export interface Load {
  /** Requests per second, all primaries together. */
  readonly requests: number;
  /** Thread time of one request in seconds. */
  readonly service: number;
  readonly threads: number;
}

/** Fewest primaries that carry the load at the target utilisation, with `spare` lost where their load goes to the others. */
export function primariesByLoad(
  { requests, service, threads }: Load,
  target: number,
  profile: ProductProfile,
  spare = 1,
): number {
  const needed = Math.max(1, Math.ceil((requests * service) / (threads * target)));
  return profile.spreadsLoss ? needed + spare : needed;
}

const overload = 'more is offered than the threads can do: the queue grows without end';

export function loadNumbers(load: Load, primaries: number, profile: ProductProfile): readonly Sized[] {
  const { requests, service, threads } = load;
  const queue = { arrivalRate: requests / primaries, serviceTime: service, servers: threads };
  const inputs = { requestsPerPrimary: queue.arrivalRate, serviceMs: service * 1000, threads };
  const wait = { unit: 'ms', source: 'Erlang 1917, M/M/c (oracles Q01-Q03)', basis: 'source' } as const;
  const used = (count: number) => (requests * service) / (threads * count);
  const busy = { unit: 'ratio', source: 'utilisation law', basis: 'source' } as const;
  const left = profile.spreadsLoss ? primaries - 1 : primaries;
  return [
    sized(
      { ...busy, name: 'utilisation', formula: 'requests × service / (threads × primaries)' },
      { requestsPerSecond: requests, serviceMs: service * 1000, threads, primaries },
      used(primaries),
    ),
    sized(
      {
        ...busy,
        name: 'utilisationAfterLoss',
        formula: profile.spreadsLoss
          ? 'requests × service / (threads × (primaries − 1))'
          : 'as before: the replica takes over the load of its primary',
      },
      { requestsPerSecond: requests, serviceMs: service * 1000, threads, primaries: left },
      left === 0 ? Number.NaN : used(left),
      'nobody is left',
    ),
    sized(
      { ...wait, name: 'queueWaitMean', formula: 'C S / (threads (1 − ρ)), C: Erlang C' },
      inputs,
      multiServerWait(queue) * 1000,
      overload,
    ),
    sized(
      { ...wait, name: 'queueWaitP99', formula: 'ln(C / 0.01) / (threads / S − λ), at least 0' },
      inputs,
      multiServerWaitQuantile(queue, 0.99) * 1000,
      overload,
    ),
    sized(
      { ...wait, name: 'serverTimeP99', formula: '99 % quantile of wait + service, M/M/c; the network is not in it' },
      inputs,
      multiServerSojournQuantile(queue, 0.99) * 1000,
      overload,
    ),
  ];
}
