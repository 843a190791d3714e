/**
 * A load balancer: for each request a unit among the candidates, by one policy that all clients share; it counts what it has sent.
 *
 * What has no session goes round robin under policies that need one (seed 002, `route_request`). It stands in nobody's way: choosing takes
 * no time and never fails by itself. Leaves out: its own queue and capacity, several balancers that know different things.
 */
import type { RandomStream } from '../../kernel/random-stream.ts';
import type { Candidates } from './candidates.ts';
import { boundedLoads, hashRing, jump, maglev, rendezvous } from './keyed-policies.ts';
import type { PolicySpec, RoutingPolicy, RoutingView } from './routing-policy.ts';
import { stickyPolicy } from './sticky-policy.ts';
import { unkeyedPolicy } from './unkeyed-policies.ts';

/** A request that belongs to no session. */
export const NO_SESSION = -1;

export class Balancer implements RoutingView {
  readonly units: number;
  readonly candidates: Candidates;
  readonly #cpu: (unit: number) => number;
  readonly #waiting: Int32Array;
  waitingInAll = 0;
  readonly #policy: RoutingPolicy;
  /** For requests without a session. */
  readonly #stateless: RoutingPolicy;

  constructor(
    units: number,
    candidates: Candidates,
    spec: PolicySpec,
    draws: RandomStream,
    cpu: (unit: number) => number,
  ) {
    this.units = units;
    this.candidates = candidates;
    this.#cpu = cpu;
    this.#waiting = new Int32Array(units);
    this.#policy = policyOf(spec, this, draws);
    this.#stateless = isKeyed(spec) ? unkeyedPolicy('round-robin', this, draws) : this.#policy;
  }

  /** Unit for a request, another one than `except` (−1: any) where there is one; −1 when there is no candidate at all. */
  choose(session: number, except: number): number {
    if (this.candidates.units.length === 0) return -1;
    const policy = session === NO_SESSION ? this.#stateless : this.#policy;
    const unit = policy.choose(session, except);
    this.#waiting[unit]!++;
    this.waitingInAll++;
    return unit;
  }

  /** The client of a request sent to `unit` has its answer, or waits no longer. */
  ended(unit: number): void {
    this.#waiting[unit]!--;
    this.waitingInAll--;
  }

  waiting(unit: number): number {
    return this.#waiting[unit]!;
  }

  cpu(unit: number): number {
    return this.#cpu(unit);
  }
}

function policyOf(spec: PolicySpec, view: RoutingView, draws: RandomStream): RoutingPolicy {
  switch (spec.policy) {
    case 'hash-ring':
      return hashRing(view, spec.virtualNodes);
    case 'bounded-loads':
      return boundedLoads(view, spec.virtualNodes, spec.slack);
    case 'jump':
      return jump(view);
    case 'rendezvous':
      return rendezvous(view);
    case 'maglev':
      return maglev(view, spec.tableSize);
    case 'sticky':
      return stickyPolicy(view, unkeyedPolicy(spec.first, view, draws));
    default:
      return unkeyedPolicy(spec.policy, view, draws);
  }
}

function isKeyed({ policy }: PolicySpec): boolean {
  return ['hash-ring', 'bounded-loads', 'jump', 'rendezvous', 'maglev', 'sticky'].includes(policy);
}
