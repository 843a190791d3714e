/**
 * Policies that send all requests of a session to one unit, by a hash of `session-N` and the names `pu-1`, `pu-2`, … of the units.
 *
 * hash-ring: the guide's ring. bounded-loads: that ring, but no unit gets more than its cap of the requests that wait now. rendezvous: the
 * greatest weight. jump: bucket of the candidates in their order, so that a unit that goes renumbers those behind it. maglev: the table,
 * filled anew when the candidates change.
 */
import type { Candidates } from './candidates.ts';
import { HashRing } from './hash-ring.ts';
import { jumpHash } from './jump-hash.ts';
import { loadCap } from './load-cap.ts';
import { maglevTable, preferenceOf } from './maglev-table.ts';
import { md5, md5Number } from './md5.ts';
import { rendezvousHash } from './rendezvous-hash.ts';
import type { RoutingPolicy, RoutingView } from './routing-policy.ts';

const nameOf = (unit: number): string => `pu-${unit + 1}`;
const keyOf = (session: number): string => `session-${session}`;
const namesOf = ({ units }: RoutingView): string[] => Array.from({ length: units }, (_, unit) => nameOf(unit));

/** Candidates but `except`, unless that is the only one. */
function allowed({ candidates }: RoutingView, except: number): (unit: number) => boolean {
  const only = candidates.units.length === 1;
  return (unit) => candidates.has(unit) && (only || unit !== except);
}

export function hashRing(view: RoutingView, virtualNodes: number): RoutingPolicy {
  const ring = new HashRing(namesOf(view), virtualNodes);
  return { choose: (session, except) => ring.find(keyOf(session), allowed(view, except)) };
}

export function boundedLoads(view: RoutingView, virtualNodes: number, slack: number): RoutingPolicy {
  const ring = new HashRing(namesOf(view), virtualNodes);
  return {
    choose: (session, except) => {
      const cap = loadCap(view.waitingInAll + 1, view.candidates.units.length, slack);
      const mayTake = allowed(view, except);
      const found = ring.find(keyOf(session), (unit) => mayTake(unit) && view.waiting(unit) < cap);
      // Units that are none any more may still have requests, and `except` may be the only one with room.
      return found >= 0 ? found : ring.find(keyOf(session), mayTake);
    },
  };
}

export function rendezvous(view: RoutingView): RoutingPolicy {
  const nodes = namesOf(view).map((name) => md5(name)[0]);
  return { choose: (session, except) => rendezvousHash(md5(keyOf(session)), nodes, allowed(view, except)) };
}

export function jump(view: RoutingView): RoutingPolicy {
  const { candidates } = view;
  return {
    choose: (session, except) => {
      const key = md5Number(keyOf(session)) >> 64n;
      const { units } = candidates;
      const unit = units[jumpHash(key, units.length)]!;
      if (unit !== except || units.length === 1) return unit;
      const others = units.filter((other) => other !== except);
      return others[jumpHash(key, others.length)]!;
    },
  };
}

export function maglev(view: RoutingView, tableSize: number): RoutingPolicy {
  const preferences = namesOf(view).map((name) => preferenceOf(md5(name), tableSize));
  const { candidates } = view;
  const made = (): Int32Array => tableOf(candidates, (unit) => preferences[unit]!, tableSize);
  let table = made();
  let version = candidates.version;
  return {
    choose: (session, except) => {
      if (version !== candidates.version) {
        table = made();
        version = candidates.version;
      }
      const mayTake = allowed(view, except);
      let entry = md5(keyOf(session))[3] % tableSize;
      while (!mayTake(table[entry]!)) entry = (entry + 1) % tableSize;
      return table[entry]!;
    },
  };
}

/** The table of the candidates, by number of unit. */
function tableOf(
  { units }: Candidates,
  preference: (unit: number) => ReturnType<typeof preferenceOf>,
  size: number,
): Int32Array {
  return maglevTable(units.map(preference), size).map((index) => units[index] ?? -1);
}
