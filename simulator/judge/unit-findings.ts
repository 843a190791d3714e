/**
 * What units, their autoscaler and their middleware do that a reader should know: units that come and go again, requests cut off, units
 * that the registry wrongly keeps in or out, requests that all follow the same old news, pauses taken for deaths, news that come late.
 */
import { meanOf as meanTime } from '../kernel/distribution.ts';
import { MILLISECOND } from '../kernel/time.ts';
import type { Finding } from '../model/result.ts';
import type { Fault, Scenario } from '../model/scenario.ts';
import type { ReplicationSummary } from '../run/replication-summary.ts';
import { estimateOf } from './estimate.ts';
import { meanCount, meanOf, short } from './finding-parts.ts';

type Summaries = readonly ReplicationSummary[];

export function unitFindings(scenario: Scenario, summaries: Summaries): Finding[] {
  return [
    ...flapping(scenario, summaries),
    ...cutOff(scenario, summaries),
    ...registered(scenario, summaries),
    ...herding(scenario, summaries),
    ...takenForDead(scenario, summaries),
    ...lateNews(scenario, summaries),
  ];
}

function flapping({ design: { autoscaler } }: Scenario, summaries: Summaries): Finding[] {
  const reversals = meanCount(summaries, 'scaleReversals');
  if (autoscaler === undefined || reversals === 0) return [];
  const remedies = {
    thresholds:
      'Set scaleInBelow under scaleOutAbove · n / (n + add) for every number n of units it comes by, or use a cooldown.',
    target: 'Widen the tolerance, lengthen the stabilisation, or shorten metricDelay and the start of units.',
    proportional: 'Lower the gain, or shorten metricDelay and the start of units: both are dead time.',
  };
  return [
    {
      severity: 'warning',
      code: 'autoscaler-flapping',
      text: `The autoscaler took back what it had just done ${short(reversals)} times a replication, of ${short(meanCount(summaries, 'scaleEvents'))} changes.`,
      advice: remedies[autoscaler.rule],
    },
  ];
}

function cutOff({ design: { units } }: Scenario, summaries: Summaries): Finding[] {
  const cut = meanCount(summaries, 'requestsCutOff');
  if (cut === 0) return [];
  const waits = units.lifecycle?.drain.kind !== undefined && units.lifecycle.drain.kind !== 'untilEmpty';
  return [
    {
      severity: 'warning',
      code: 'requests-cut-off',
      text: `${short(cut)} requests a replication were inside a unit that left in good order and were cut off.`,
      advice: waits
        ? 'Let units.lifecycle.drain wait longer than the longest request takes, or untilEmpty; else clients must retry.'
        : 'Give units a life cycle that drains (units.lifecycle.drain: untilEmpty); else clients must retry.',
    },
  ];
}

const deadly: readonly Fault['kind'][] = ['crash', 'host-loss', 'zone-loss', 'region-loss'];

/** Members that died for good in this replication. */
function dead({ faults }: Scenario, summary: ReplicationSummary): number {
  const gone = new Set<number>();
  faults.forEach((fault, index) => {
    const lasts =
      !('duration' in fault && fault.duration !== undefined) &&
      !('healsWith' in fault && fault.healsWith !== undefined) &&
      !('restartAfterDetection' in fault && fault.restartAfterDetection !== undefined);
    if (deadly.includes(fault.kind) && lasts) for (const member of summary.faults[index]!.members) gone.add(member);
  });
  return gone.size;
}

/** Held against who really is there at the end; with units that come and go by plan nobody can tell from outside. */
function registered(scenario: Scenario, summaries: Summaries): Finding[] {
  const { middleware, autoscaler, members } = scenario.design;
  const leaves = scenario.faults.some(({ kind }) => ['leave', 'join', 'rolling-restart', 'cold-start'].includes(kind));
  const registry = middleware?.registry;
  if (registry === undefined || autoscaler !== undefined || leaves) return [];
  const surplus = summaries.map(
    (summary) => (summary.endLevels.unitsRouted ?? 0) - (members - dead(scenario, summary)),
  );
  const missing = surplus.filter((units) => units < 0).length;
  const routedDead = surplus.filter((units) => units > 0).length;
  const removed: Finding = {
    severity: 'warning',
    code: 'unit-removed-for-ever',
    text: `In ${missing} of ${summaries.length} replications a unit that lives got no requests any more at the end: the registry found it unhealthy once and never looks again.`,
    advice: 'Set middleware.registry.recovers: true, and unhealthyAfter to more than 1 so that a spike does not count.',
  };
  const kept: Finding = {
    severity: 'warning',
    code: 'routed-to-dead-units',
    text: `In ${routedDead} of ${summaries.length} replications requests still went to a dead unit at the end: its last busy share looked healthy.`,
    advice: 'Set middleware.registry.checkSeesDead: true: a check that gets no answer must count as failed.',
  };
  return [
    ...(missing > 0 && !registry.recovers ? [removed] : []),
    ...(routedDead > 0 && !registry.checkSeesDead ? [kept] : []),
  ];
}

/** Of the policies only lowest-cpu goes by news that everybody gets at the same time. */
function herding(scenario: Scenario, summaries: Summaries): Finding[] {
  const { middleware, units } = scenario.design;
  const threads = units.threads ?? 1;
  const spread = meanOf(scenario, summaries, 'loadSpread');
  const busy = meanOf(scenario, summaries, 'utilisation');
  if (middleware?.balancer.policy !== 'lowest-cpu' || spread === undefined || busy === undefined) return [];
  if (spread < 3 * threads || busy > 0.9) return [];
  return [
    {
      severity: 'warning',
      code: 'herding',
      text: `The fullest unit has ${short(spread)} requests more than the emptiest on average, while units are busy ${short(100 * busy)} %: between two readings of the busy share all requests follow the same one.`,
      advice:
        'Choose by what the balancer itself knows (least-loaded, two-choices), or read the busy share far more often (middleware.registry.checkEvery).',
    },
  ];
}

/** Faults after which nobody who lives falls silent. */
const silentOnlyByDeath: readonly Fault['kind'][] = [...deadly, 'store-down', 'store-slow', 'pump-stall', 'hot-key'];

function takenForDead(scenario: Scenario, summaries: Summaries): Finding[] {
  const pauses = meanCount(summaries, 'gcPauses');
  const suspicions = meanCount(summaries, 'falseSuspicions');
  if (pauses === 0 || suspicions === 0 || !scenario.faults.every(({ kind }) => silentOnlyByDeath.includes(kind)))
    return [];
  return [
    {
      severity: 'warning',
      code: 'pause-taken-for-death',
      text: `${short(suspicions)} times a replication a member was declared failed while it lived, with ${short(pauses)} garbage collections and nothing else to silence it.`,
      advice: 'Let the failure detector wait longer than the longest pause, or make pauses shorter than it waits.',
    },
  ];
}

/** A message that takes this many times its mean has met a unit that stood still. */
const LATE = 10;

function lateNews(scenario: Scenario, summaries: Summaries): Finding[] {
  const { bus } = scenario.design.middleware ?? {};
  if (bus === undefined) return [];
  const usual = meanTime(bus.delay);
  const found = estimateOf(scenario, summaries, { metric: 'busLag', statistic: 'max', mode: 'always' });
  const longest = found.kind === 'each' ? Math.max(...found.values) : 0;
  // The slowest of many draws from a long tail is late, too, by what the scenario itself says.
  if (longest < Math.max(LATE * LATE * usual, LATE * MILLISECOND)) return [];
  return [
    {
      severity: 'note',
      code: 'bus-lag',
      text: `A message of the bus reached its last unit after up to ${short(longest / MILLISECOND)} ms, ${short(longest / Math.max(1, usual))} times the mean of one delivery: a unit that stands still hears late.`,
      advice: 'Whoever acts on such news must bear its age: keep a version beside the value, or ask the owner.',
    },
  ];
}
