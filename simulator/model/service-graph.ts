/** Questions about services as a graph: where a request can get to, whether it gets away, how many services its calls ask. */
import type { Service } from './scenario.ts';

/** Names of the services that a request at `name` can get to, by calls and by going on; `name` itself only by a circle. */
export function reachableFrom(services: readonly Service[], name: string): ReadonlySet<string> {
  return closure(name, (at) => {
    const { calls = [], then = [] } = named(services, at);
    return [...calls, ...then].map(({ to }) => to);
  });
}

/** Whether a request at `service` can go on to where some requests leave. */
export function leavesFor(services: readonly Service[], service: Service): boolean {
  const onward = (at: string) => (named(services, at).then ?? []).filter(({ probability }) => probability > 0);
  const around = [service.name, ...closure(service.name, (at) => onward(at).map(({ to }) => to))];
  return around.some((at) => onward(at).reduce((sum, { probability }) => sum + probability, 0) < 1 - 1e-9);
}

/** For each service, how many services a request at it asks, itself counted and `then` left out. Calls must have no circle. */
export function visitsByCalls(services: readonly Service[]): ReadonlyMap<string, number> {
  const visits = new Map<string, number>();
  const visitsOf = (name: string): number => {
    const known = visits.get(name);
    if (known !== undefined) return known;
    const count = (named(services, name).calls ?? []).reduce((sum, { to }) => sum + visitsOf(to), 1);
    visits.set(name, count);
    return count;
  };
  for (const { name } of services) visitsOf(name);
  return visits;
}

function named(services: readonly Service[], name: string): Service {
  return services.find((service) => service.name === name)!;
}

function closure(from: string, onward: (at: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...onward(from)];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...onward(at));
  }
  return seen;
}
