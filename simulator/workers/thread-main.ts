/**
 * What a helping thread does: takes replications of its order until none is left, and sends back what they leave behind.
 *
 * The thread runs the very file that started it: this module in development, a whole bundle in a shipped copy. So loading this module
 * inside such a thread starts the work, and a face that finds `isReplicationThread` does nothing else.
 */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../kernel/invariant.ts';
import { parseScenario } from '../model/parse-scenario.ts';
import { readerOf } from '../model/recordings.ts';
import { layoutOf } from '../run/layout.ts';
import { type Replicated, replicate } from '../study/replicate.ts';
import type { ReplicationResult } from '../study/replication-tasks.ts';
import { Claims } from './claims.ts';
import { type Order, type Reply, ROLE, type SentResult, type SharedStudy } from './messages.ts';

/** Short replications travel together: a message for about this many events, some 50 ms of work. */
const EVENTS_A_MESSAGE = 300_000;

/** The file that a helping thread is started with: a bundle itself, or what reads the sources. */
export const threadFile = import.meta.url.endsWith('.ts')
  ? new URL('./thread-from-source.mjs', import.meta.url)
  : new URL(import.meta.url);

export const isReplicationThread = !isMainThread && (workerData as { readonly role?: unknown } | null)?.role === ROLE;

if (isReplicationThread)
  parentPort!.on('message', (order: Order) => follow(order, (reply) => parentPort!.postMessage(reply)));

function follow({ study, warmup, until, from, claims: memory, thread }: Order, send: (reply: Reply) => void): void {
  const replicated = understand(study);
  const claims = new Claims(memory, from);
  let results: SentResult[] = [];
  let events = 0;
  for (let replication = claims.take(thread); replication !== undefined; replication = claims.take(thread)) {
    // A failure ends the order only once the asking thread knows of it: this one could be lost with it.
    const result = complete(replicate(replicated, replication, warmup, until));
    results.push(sent(result));
    events += eventsOf(result);
    if (events < EVENTS_A_MESSAGE) continue;
    send({ results, isLast: false });
    results = [];
    events = 0;
  }
  send({ results, isLast: true });
}

/** What was not simulated to its end is sent at once. */
function eventsOf(result: ReplicationResult): number {
  if ('summary' in result) return result.summary.events;
  return 'pilot' in result ? result.pilot.events : EVENTS_A_MESSAGE;
}

let understood: { readonly study: SharedStudy; readonly replicated: Replicated } | undefined;

/** Several orders in a row usually belong to one study. */
function understand(study: SharedStudy): Replicated {
  if (understood?.study.digest === study.digest && understood.study.seed === study.seed) return understood.replicated;
  const parsed = parseScenario(study.text, {
    source: '<text>',
    parameters: study.parameters,
    files: readerOf(study.files),
    ...(study.drawn === undefined ? {} : { drawn: study.drawn }),
  });
  invariant(parsed.ok && parsed.value.digest === study.digest, 'a thread reads the scenario differently');
  const { scenario } = parsed.value;
  understood = { study, replicated: { scenario, layout: layoutOf(scenario), seed: study.seed } };
  return understood.replicated;
}

function complete(work: Generator<number, ReplicationResult>): ReplicationResult {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

function sent(result: ReplicationResult): SentResult {
  if (!('failure' in result)) return result;
  const { replication, failure } = result;
  const { message, time, event, stack } = failure;
  return { replication, failed: { message, time, event, stack: stack ?? '' } };
}
