/**
 * How members of the generic grid notice that another is gone: a deadline for heartbeats, phi accrual, or SWIM.
 * What follows from a suspicion (the oldest member decides, a majority or any side promotes) is the same for all three.
 */
import * as z from 'zod';
import { keyed } from './keyed.ts';
import { duration, positiveNumber } from './quantity.ts';

const phiAccrual = z.strictObject({
  threshold: positiveNumber()
    .gte(0.5)
    .lte(15)
    .default(8)
    .describe(
      'phi at which a member is suspected. Each step up makes chance suspicions ten times rarer (once in 10^phi heartbeats, if their intervals are normal) and detection a little later.',
    ),
  window: z
    .int()
    .min(2)
    .max(10_000)
    .default(1000)
    .describe('Intervals between heartbeats that are remembered. More: steadier, and slower to follow a change.'),
  minimumDeviation: duration({ min: '1us' })
    .prefault('100ms')
    .describe(
      'Deviation of the intervals that is assumed at least. Longer: later detection, fewer suspicions when heartbeats that came like clockwork come late once.',
    ),
  acceptablePause: duration()
    .prefault('3s')
    .describe(
      'Silence on top of the usual interval that is taken for nothing. Longer pauses pass, detection is later.',
    ),
  firstHeartbeatEstimate: duration({ min: '1ms' })
    .prefault('1s')
    .describe('Interval that a new process expects, plus and minus a quarter, until it has seen some.'),
  learnsFromSuspicions: z
    .boolean()
    .default(false)
    .describe(
      'Whether the interval that ended a suspicion is remembered. True, as in the paper: after a long pause the detector is slow until the window has passed. False, as in Akka: it stays sharp.',
    ),
});

const suspicion = z.strictObject({
  minimum: duration()
    .prefault('4s')
    .describe(
      'A suspected member is failed after this long when enough others suspect it too. Shorter detects sooner and leaves less time to object.',
    ),
  maximum: duration()
    .prefault('24s')
    .describe('… and after this long when nobody else does. Longer: a member with bad ears does less harm.'),
  confirmations: z
    .int()
    .min(0)
    .max(1000)
    .default(2)
    .describe(
      'Others whose suspicion brings the time down from maximum to minimum, by the logarithm of their number (Lifeguard). 0: always the minimum.',
    ),
});

const gossip = z.strictObject({
  interval: duration({ min: '1ms' })
    .prefault('200ms')
    .describe(
      'News (suspicions, objections, failures) is passed on this often while there is any. Shorter: faster, more packets.',
    ),
  fanOut: z.int().min(1).max(100).default(3).describe('Members that are told each time.'),
  repeats: z
    .int()
    .min(1)
    .max(100)
    .default(4)
    .describe(
      'How often a member passes a piece of news on: this × ⌈log10(members + 1)⌉. More: reaches everyone for sure.',
    ),
});

const swim = z.strictObject({
  period: duration({ min: '1ms' })
    .prefault('1s')
    .describe(
      'Each member pings one other this often; the first ping of a failed one comes after about 1.58 periods. Shorter: sooner, more packets.',
    ),
  probeTimeout: duration({ min: '1us' })
    .prefault('500ms')
    .describe('Without an answer after this long, others are asked to ping; the rest of the period is theirs.'),
  indirectProbes: z
    .int()
    .min(0)
    .max(100)
    .default(3)
    .describe('Others that are asked to ping. More: a bad link or a lost packet alone makes no suspicion.'),
  targets: z
    .enum(['round-robin', 'random'])
    .default('round-robin')
    .describe(
      'Whom a member pings next: every other once in a shuffled round, so that none waits longer than 2 (members − 1) − 1 periods; or anyone at random.',
    ),
  phases: z
    .enum(['random', 'aligned'])
    .default('random')
    .describe(
      'When periods begin: each member at a moment of its own, or all together, as in the analysis of the paper.',
    ),
  suspicion: suspicion.prefault({}).describe('How long a suspected member has to object.'),
  gossip: gossip.prefault({}).describe('How news spreads, besides riding on pings and their answers.'),
});

const named = z.enum(['deadline', 'phiAccrual', 'swim']).transform((name) => detectors[name].parse({}));

const detectors = {
  deadline: z.strictObject({}).transform(() => ({ kind: 'deadline' as const })),
  phiAccrual: phiAccrual.transform((settings) => ({ kind: 'phiAccrual' as const, ...settings })),
  swim: swim.transform((settings) => ({ kind: 'swim' as const, ...settings })),
};

export const detector = z.union([
  named,
  keyed({
    deadline: detectors.deadline.describe('heartbeatTimeout without a heartbeat.'),
    phiAccrual: detectors.phiAccrual.describe(
      'A suspicion that grows with the silence, measured against the intervals seen so far; heartbeatTimeout has no meaning then.',
    ),
    swim: detectors.swim.describe(
      'Pings, pings by others, gossip; heartbeatInterval and heartbeatTimeout have no meaning then.',
    ),
  }),
]);
