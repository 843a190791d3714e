/**
 * How long and at which scale a drafted scenario runs, so that one replication stays below about 1.5 million events.
 *
 *   events = requests x (4 + backups) + probes x 5          duration = crash at 20 s + longest failover + 5 s
 *
 * The run has the true rates if that fits. If not, rates are divided and service times multiplied by one whole factor: utilisation, times
 * of detection and failover and the network stay as they are, queueing times grow and counts shrink by the factor. The draft says so.
 */
import { type Nanoseconds, SECOND } from '../kernel/time.ts';
import type { Loss } from '../products/product-profile.ts';
import type { ChosenDesign } from './chosen-design.ts';

export const EVENT_LIMIT = 1_500_000;
const CRASH_AT = 20 * SECOND;
const AFTERWARDS = 5 * SECOND;
const CALM_LONGEST = 60 * SECOND;
const CALM_SHORTEST = 10 * SECOND;
/** How long an outage without end is shown. */
const NEVER_SHOWN = 10 * SECOND;
const PROBE_EVENTS = 5;
const PROBE_FASTEST = 10e6;
const PROBE_SLOWEST = 100e6;

export interface ScenarioLoad {
  readonly duration: Nanoseconds;
  readonly crashAt: Nanoseconds;
  /** Period of the probe that asks every owner; 0: no probe. */
  readonly probeEvery: Nanoseconds;
  /** Rates are divided, service times multiplied by this whole number; 1: true rates. */
  readonly scale: number;
  /** Estimated events of one replication. */
  readonly events: number;
}

/** Without a loss the run is calm. */
export function scenarioLoad(design: ChosenDesign, loss: Loss | undefined): ScenarioLoad {
  const hasCrash = loss !== undefined;
  const { card, primaries } = design;
  const perRequest = 4 + card.backups;
  const perSecond = (card.reads + card.writes) * perRequest;
  const away = hasCrash ? awayFor(design, loss) : 0;
  // A run needs some request: without a load the probe is all there is.
  const probeEvents = hasCrash || perSecond === 0 ? EVENT_LIMIT / 5 : 0;
  const room = EVENT_LIMIT - probeEvents;
  // Without a fault any stretch will do; with one the run must see its end.
  const fitting = perSecond === 0 ? CALM_LONGEST : (room / perSecond) * SECOND;
  // A pump needs a few of its delays to come to rest.
  const shortest = Math.max(CALM_SHORTEST, 4 * (card.writeBehind ?? 0));
  const duration = hasCrash
    ? Math.ceil((CRASH_AT + away + AFTERWARDS) / SECOND) * SECOND
    : Math.ceil(Math.max(shortest, Math.min(CALM_LONGEST, fitting - SECOND)) / SECOND) * SECOND;
  const scale = niceFactor((perSecond * duration) / SECOND / room);
  const probes = primaries * duration * PROBE_EVENTS;
  const probeEvery =
    probeEvents === 0
      ? 0
      : PROBE_FASTEST * niceFactor(probePeriod(design, scale, probes / probeEvents) / PROBE_FASTEST);
  const events = (perSecond * duration) / SECOND / scale + (probeEvery === 0 ? 0 : probes / probeEvery);
  return { duration, crashAt: CRASH_AT, probeEvery, scale, events };
}

function awayFor({ card, profile, members, delay }: ChosenDesign, loss: Loss): Nanoseconds {
  const failover = profile.failover({ members, backups: card.backups, delay }, loss);
  return 'never' in failover ? NEVER_SHOWN : failover.high;
}

/** At least `shortest`, and so long that the probe adds at most a tenth to the load, as long as it still sees tenths of seconds. */
function probePeriod({ card, primaries }: ChosenDesign, scale: number, shortest: Nanoseconds): Nanoseconds {
  const requests = (card.reads + card.writes) / scale;
  const gentle = requests === 0 ? PROBE_SLOWEST : (primaries / (0.1 * requests)) * SECOND;
  return Math.max(shortest, Math.min(PROBE_SLOWEST, gentle));
}

/** The smallest of 1, 2, 5, 10, 20, 50, ... that is at least x. */
function niceFactor(x: number): number {
  for (let decade = 1; ; decade *= 10) {
    for (const step of [1, 2, 5]) if (step * decade >= x) return step * decade;
  }
}
