/**
 * Policies that look at the units and not at the request.
 *
 * round-robin: the next one, by a counter that all clients share (seed 002; where the seed's counter can run off a list that has become
 * shorter, this one goes on at its beginning). random: all equally likely. least-loaded: fewest requests whose clients wait, of equals
 * one by chance. two-choices: the better of two different ones, drawn anew for each request (Mitzenmacher 2001; Vvedenskaya et al. 1996).
 * lowest-cpu: the smallest reported busy share, of equals the first (seed 002, `find_healthy_pu`).
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { FirstChoice, RoutingPolicy, RoutingView } from './routing-policy.ts';

export function unkeyedPolicy(policy: FirstChoice, view: RoutingView, draws: RandomStream): RoutingPolicy {
  /** The candidates without the one that is out of the question. */
  const others = (except: number): readonly number[] => {
    const { units } = view.candidates;
    if (except < 0 || units.length < 2) return units;
    return units.filter((unit) => unit !== except);
  };
  switch (policy) {
    case 'round-robin':
      return roundRobin(others);
    case 'random':
      return { choose: (_, except) => drawn(others(except), draws) };
    case 'least-loaded':
      return { choose: (_, except) => leastLoaded(others(except), view, draws) };
    case 'two-choices':
      return { choose: (_, except) => betterOfTwo(others(except), view, draws) };
    case 'lowest-cpu':
      return { choose: (_, except) => lowestCpu(others(except), view) };
  }
}

type Others = (except: number) => readonly number[];

function roundRobin(others: Others): RoutingPolicy {
  let next = 0;
  return {
    choose: (_, except) => {
      const units = others(except);
      const index = next < units.length ? next : 0;
      next = index + 1;
      return units[index]!;
    },
  };
}

function drawn(units: readonly number[], draws: RandomStream): number {
  return units[draws.below(units.length)]!;
}

function leastLoaded(units: readonly number[], view: RoutingView, draws: RandomStream): number {
  let best: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const unit of units) {
    const load = view.waiting(unit);
    if (load > least) continue;
    if (load < least) best = [];
    least = load;
    best.push(unit);
  }
  return best.length === 1 ? best[0]! : drawn(best, draws);
}

/** Without replacement; of equals the first drawn. */
function betterOfTwo(units: readonly number[], view: RoutingView, draws: RandomStream): number {
  if (units.length === 1) return units[0]!;
  const first = draws.below(units.length);
  const other = (first + 1 + draws.below(units.length - 1)) % units.length;
  const [one, two] = [units[first]!, units[other]!];
  return view.waiting(two) < view.waiting(one) ? two : one;
}

function lowestCpu(units: readonly number[], view: RoutingView): number {
  let best = units[0]!;
  for (const unit of units) if (view.cpu(unit) < view.cpu(best)) best = unit;
  return best;
}
