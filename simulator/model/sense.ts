/**
 * Sense: what a schema cannot see because it lies between fields. Each check says what does not fit together and what to change.
 *
 * The checks run on every part of the file that is valid by itself, also when other parts are not, and never blame a part for the mistake
 * of another: a map whose entry is broken still has its name.
 */
import type { DraftProblem } from './draft-problem.ts';
import type { Expectation } from './expectation.ts';
import { afterSense } from './sense-after.ts';
import { cacheSense } from './sense-caches.ts';
import { databaseSense } from './sense-database.ts';
import { designSense } from './sense-design.ts';
import { evictionPolicySense } from './sense-eviction-policy.ts';
import { expectationSense } from './sense-expectations.ts';
import { expirySense } from './sense-expiry.ts';
import { faultSense } from './sense-faults.ts';
import { guaranteeSense } from './sense-guarantees.ts';
import { igniteSense } from './sense-ignite.ts';
import { measuredSense } from './sense-measured.ts';
import { middlewareSense } from './sense-middleware.ts';
import { nearCacheSense } from './sense-near-cache.ts';
import { observedSense } from './sense-observed.ts';
import { quorumSense } from './sense-quorum.ts';
import { redisResynchronisationSense } from './sense-redis-resynchronisation.ts';
import { redisWriteSense } from './sense-redis-writes.ts';
import { replicaMigrationSense } from './sense-replica-migration.ts';
import { mergeExpectationSense, mergeSense, replicatedSense } from './sense-replicated.ts';
import { runSense } from './sense-run.ts';
import { sagaSense } from './sense-sagas.ts';
import { serviceSense } from './sense-services.ts';
import { unitSense } from './sense-units.ts';
import type { SenseView } from './sense-view.ts';
import { wanSense } from './sense-wan.ts';
import { workloadSense } from './sense-workload.ts';
import type { Understood } from './understood.ts';

/** Everything that does not fit together. `file` is the whole file as plain values, for names in parts that are otherwise invalid. */
export function senseProblems(
  understood: Understood,
  expectations: readonly (Expectation | undefined)[],
  file: unknown,
): DraftProblem[] {
  const view: SenseView = { understood, expectations, file };
  return [
    designSense,
    igniteSense,
    databaseSense,
    replicatedSense,
    quorumSense,
    mergeSense,
    cacheSense,
    evictionPolicySense,
    nearCacheSense,
    expirySense,
    guaranteeSense,
    redisWriteSense,
    redisResynchronisationSense,
    replicaMigrationSense,
    serviceSense,
    workloadSense,
    afterSense,
    sagaSense,
    middlewareSense,
    faultSense,
    runSense,
    unitSense,
    wanSense,
    expectationSense,
    measuredSense,
    observedSense,
    mergeExpectationSense,
  ].flatMap((check) => check(view));
}
