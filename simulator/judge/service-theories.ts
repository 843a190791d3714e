/**
 * Theories of services that call one another: how often each is visited, stations of a Jackson network, fork and join of two.
 *
 * All of them: nothing but open sources of constant rate that enter a service and ask once, no queue that turns requests away, no thread that waits
 * for calls, no service above 95 % (visits) or 90 % (waits). Jackson also wants exponential service in order of arrival, units drawn at
 * random, and no calls, whose answers would come back in bursts. What does not hold is absent. No places, no faults: services have none.
 */
import { meanOf, scvOf } from '../kernel/distribution.ts';
import { SECOND } from '../kernel/time.ts';
import type { Scenario, Service, Source } from '../model/scenario.ts';
import type { Layout } from '../run/layout.ts';
import { forkJoinOfTwo, type Passage, stationWait, visitRates } from '../sizing/service-visits.ts';
import { rateOf, type Theory } from './theory.ts';

/** Clients must be ready to wait this many times the mean of the whole. */
const PATIENCE = 40;

export function serviceTheories(scenario: Scenario, layout: Layout): readonly Theory[] {
  const services = scenario.design.services ?? [];
  const open = openNetwork(scenario, layout, services);
  if (open === undefined) return [];
  const { rates, arrivals, sources } = open;
  return [
    ...services.flatMap((service, index) => visitTheories(service, rates[index]!)),
    ...jacksonTheories(services, open),
    ...forkJoinTheory(services, arrivals, sources),
  ];
}

interface OpenNetwork {
  readonly rates: readonly number[];
  readonly arrivals: readonly number[];
  readonly passages: readonly Passage[];
  readonly sources: readonly Source[];
}

function openNetwork(scenario: Scenario, layout: Layout, services: readonly Service[]): OpenNetwork | undefined {
  if (services.some(({ queueLimit, holdsThread }) => queueLimit !== undefined || holdsThread === true))
    return undefined;
  const arrivals = services.map(() => 0);
  const sources = scenario.workload;
  for (const source of sources) {
    const rate = rateOf(source, layout);
    const entry = services.findIndex(({ name }) => name === source.to);
    if (rate === undefined || entry < 0 || source.client.retries > 0) return undefined;
    arrivals[entry]! += rate;
  }
  const indexOf = (name: string) => services.findIndex((service) => service.name === name);
  const passages = services.flatMap(({ calls = [], then: next = [] }, from) => [
    ...calls.map(({ to }) => ({ from, to: indexOf(to), share: 1 })),
    ...next.map(({ to, probability }) => ({ from, to: indexOf(to), share: probability })),
  ]);
  const rates = visitRates(arrivals, passages);
  if (rates === undefined || services.some((service, index) => loadOf(service, rates[index]!) >= 0.95))
    return undefined;
  return { rates, arrivals, passages, sources };
}

function loadOf({ service, units, threads }: Service, rate: number): number {
  return (rate * meanOf(service)) / SECOND / (units * threads);
}

/** The forced flow law and the utilisation law hold for any law of arrivals and service. */
function visitTheories(service: Service, rate: number): readonly Theory[] {
  if (rate === 0) return [];
  const { name } = service;
  const visits: Theory = {
    name: `visits of service ${name}`,
    metric: 'throughput',
    service: name,
    expected: rate,
    formula: 'λ_j = γ_j + Σ λ_i · p_ij',
    source: 'traffic equations; forced flow law (Denning & Buzen 1978)',
    tolerance: 0.02,
  };
  const expected = loadOf(service, rate);
  if (expected === 0) return [visits];
  const utilisation: Theory = {
    name: `utilisation of service ${name}`,
    metric: 'utilisation',
    service: name,
    expected,
    formula: 'λ_j · E[S] / (units · threads)',
    source: 'utilisation law (Denning & Buzen 1978)',
    tolerance: 0.02,
  };
  return [visits, utilisation];
}

function jacksonTheories(services: readonly Service[], open: OpenNetwork): readonly Theory[] {
  const { rates, arrivals, sources } = open;
  const isJackson =
    sources.every(({ arrivals, every }) => arrivals === 'poisson' && every === undefined) &&
    services.every(
      (service, index) =>
        service.service.kind === 'exponential' &&
        service.discipline === 'fifo' &&
        service.calls === undefined &&
        (service.units === 1 || service.routing === 'random') &&
        loadOf(service, rates[index]!) <= 0.9,
    );
  if (!isJackson) return [];
  const waits = services.map(({ service, units, threads }, index) =>
    stationWait({ arrivalRate: rates[index]!, serviceTime: meanOf(service) / SECOND, lines: units, servers: threads }),
  );
  const inside = services.map(({ service }, index) => rates[index]! * (waits[index]! + meanOf(service) / SECOND));
  const onTheWay = services.flatMap(({ then: next = [] }, from) =>
    next.map(({ probability, delay }) =>
      delay === undefined ? 0 : (rates[from]! * probability * meanOf(delay)) / SECOND,
    ),
  );
  const whole = sumOf([...inside, ...onTheWay]) / sumOf(arrivals);
  if (sources.some(({ client }) => client.timeout / SECOND < PATIENCE * whole)) return [];
  const common = { formula: 'M/M/c of rate λ_j by itself', source: 'Jackson 1957', tolerance: 0.03 };
  const stations = services.flatMap(({ name, service }, index): Theory[] => {
    if (rates[index] === 0) return [];
    const wait = waits[index]!;
    return [
      {
        ...common,
        name: `queue of service ${name}`,
        metric: 'queueLength',
        service: name,
        expected: rates[index]! * wait,
      },
      {
        ...common,
        name: `response time of service ${name}`,
        metric: 'responseTime',
        service: name,
        expected: wait * SECOND + meanOf(service),
      },
    ];
  });
  const all: Theory = {
    ...common,
    name: 'response time of the network',
    metric: 'responseTime',
    expected: whole * SECOND,
    formula: 'Σ L_j / Σ γ + delays',
  };
  return [...stations, ...(sources.length > 0 ? [all] : [])];
}

/** A front that takes no time asks two equal M/M/1 at once, and nobody else asks them. */
function forkJoinTheory(
  services: readonly Service[],
  arrivals: readonly number[],
  sources: readonly Source[],
): readonly Theory[] {
  const front = services.find(({ calls }) => calls !== undefined);
  const [left, right, ...others] = services.filter((service) => service !== front);
  if (front === undefined || left === undefined || right === undefined || others.length > 0) return [];
  const [first, second, ...more] = front.calls ?? [];
  const asksBoth =
    front.parallel === true &&
    more.length === 0 &&
    first?.to !== second?.to &&
    [first, second].every((call) => call?.delay === undefined && (call?.to === left.name || call?.to === right.name));
  const isFront = front.service.kind === 'constant' && meanOf(front.service) === 0 && front.then === undefined;
  const [source, ...otherSources] = sources;
  if (!asksBoth || !isFront || otherSources.length > 0 || source?.to !== front.name) return [];
  if (source.arrivals !== 'poisson' || source.every !== undefined) return [];
  const isPlain = ({ service, units, threads, discipline, calls, then: next }: Service) =>
    service.kind === 'exponential' && units * threads === 1 && discipline === 'fifo' && !calls && next === undefined;
  const serviceTime = meanOf(left.service) / SECOND;
  if (![left, right].every(isPlain) || serviceTime === 0 || scvOf(left.service) !== 1) return [];
  if (meanOf(right.service) !== meanOf(left.service)) return [];
  const arrivalRate = sumOf(arrivals);
  const expected = forkJoinOfTwo({ arrivalRate, serviceTime });
  if (arrivalRate * serviceTime > 0.9 || source.client.timeout / SECOND < PATIENCE * expected) return [];
  return [
    {
      name: 'fork and join of two',
      metric: 'responseTime',
      expected: expected * SECOND,
      formula: '(12 − ρ) / 8 · 1 / (μ − λ)',
      source: 'Flatto & Hahn 1984; Nelson & Tantawi 1988',
      tolerance: 0.03,
    },
  ];
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
