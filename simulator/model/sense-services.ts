/**
 * Sense of services: names exist, shares add up to at most all, every request gets away again, and calls do not come back to who waits.
 *
 * A circle of `then` is feedback and fine while a share of the requests leaves it. A circle with a call in it is refused: who waits for an
 * answer would ask for it again inside, without end, and with held threads for ever. Calls of calls multiply, so their number is bounded.
 */
import type { DraftProblem } from './draft-problem.ts';
import { type Path, valueAt } from './place-index.ts';
import type { Service, Source } from './scenario.ts';
import { isString, namesIn, numbered, repeated, type SenseView, unknownName } from './sense-view.ts';
import { leavesFor, reachableFrom, visitsByCalls } from './service-graph.ts';

/** Services that one request may ask at most, by calls of calls. */
const MOST_CALLS = 10_000;

export function serviceSense(view: SenseView): DraftProblem[] {
  const services = numbered(view.understood.design.services);
  const names = namesIn(view.file, ['design', 'services'], 'name').filter(isString);
  const local = [
    ...repeated(view.file, ['design', 'services'], 'name', 'service'),
    ...services.flatMap(([index, service]) => [
      ...targets(service, index, names),
      ...shares(service, index),
      ...callsMissing(service, index),
    ]),
    ...numbered(view.understood.workload).flatMap(([index, source]) => entry(source, index, names, view.file)),
  ];
  // Ways through the network are looked at when all of it is there.
  const isWhole = local.length === 0 && services.length === names.length;
  return isWhole ? ways(services.map(([, service]) => service)) : local;
}

function targets({ calls = [], then = [] }: Service, index: number, names: readonly string[]): DraftProblem[] {
  const unknown = (key: string, entries: readonly { to: string }[]) =>
    entries.flatMap(({ to }, position) =>
      names.includes(to) ? [] : [unknownName(['design', 'services', index, key, position, 'to'], to, names, 'service')],
    );
  return [...unknown('calls', calls), ...unknown('then', then)];
}

function shares({ then = [] }: Service, index: number): DraftProblem[] {
  const sum = then.reduce((total, { probability }) => total + probability, 0);
  if (sum <= 1 + 1e-9) return [];
  const found = `probabilities of ${Number((100 * sum).toPrecision(6))}% together`;
  const expected = 'at most 100%; what is left leaves';
  return [{ path: ['design', 'services', index, 'then'], found, expected }];
}

function callsMissing(service: Service, index: number): DraftProblem[] {
  if (service.calls !== undefined) return [];
  return (['parallel', 'holdsThread'] as const)
    .filter((key) => service[key] !== undefined)
    .map((key) => ({
      path: ['design', 'services', index, key],
      found: `${key} without calls`,
      expected: 'calls, since it says how they are made',
      suggestion: 'add calls: [{to: NAME}]',
      atKey: true,
    }));
}

/** A source that enters at a service says nothing about maps or thread time. */
function entry(source: Source, index: number, names: readonly string[], file: unknown): DraftProblem[] {
  if (source.to === undefined) return [];
  const path: Path = ['workload', index];
  const written = (['map', 'service'] as const).filter((key) => valueAt(file, [...path, key]) !== undefined);
  return [
    ...(names.includes(source.to) ? [] : [unknownName([...path, 'to'], source.to, names, 'service')]),
    ...written.map((key) => ({
      path: [...path, key],
      found: `${key} beside to`,
      expected:
        key === 'map'
          ? 'a map or a service to send requests to, not both'
          : 'no service time: the services say themselves how long they need',
      suggestion: `remove ${key}`,
      atKey: true,
    })),
  ];
}

function ways(services: readonly Service[]): DraftProblem[] {
  const at = (name: string) => ['design', 'services', services.findIndex((service) => service.name === name)];
  const circles = services.flatMap(({ name, calls = [] }) =>
    calls.flatMap(({ to }, position) => {
      if (to !== name && !reachableFrom(services, to).has(name)) return [];
      const expected = 'calls that never lead back to who waits for them, or they would go on without end';
      const suggestion = 'write then with a probability for feedback, or call a service of its own';
      return [
        { path: [...at(name), 'calls', position, 'to'], found: `a circle from ${name} by ${to}`, expected, suggestion },
      ];
    }),
  );
  if (circles.length > 0) return circles;
  const trapped = services.filter((service) => !leavesFor(services, service)).map(({ name }) => name);
  if (trapped.length > 0) {
    const expected = 'a share that leaves: probabilities below 100% together somewhere on the way';
    return [{ path: [...at(trapped[0]!), 'then'], found: `requests that never leave ${trapped.join(', ')}`, expected }];
  }
  const visits = visitsByCalls(services);
  return services.flatMap(({ name }) => {
    const asked = visits.get(name)!;
    if (asked <= MOST_CALLS) return [];
    const expected = `at most ${MOST_CALLS} services asked by one request; calls of calls multiply`;
    return [{ path: at(name), found: `${asked} services asked by one request`, expected }];
  });
}
