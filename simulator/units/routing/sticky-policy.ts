/**
 * Session affinity by a table (a cookie of the balancer): a session stays where its first request went, until that unit is no candidate
 * any more; then it gets another one, for good, even should the first come back.
 */
import type { RoutingPolicy, RoutingView } from './routing-policy.ts';

export function stickyPolicy({ candidates }: RoutingView, first: RoutingPolicy): RoutingPolicy {
  const unitOf = new Map<number, number>();
  return {
    choose: (session, except) => {
      const known = unitOf.get(session);
      if (known !== undefined && candidates.has(known)) return known === except ? first.choose(session, except) : known;
      const unit = first.choose(session, except);
      unitOf.set(session, unit);
      return unit;
    },
  };
}
