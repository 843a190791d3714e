/** The saga of a source as a plan to run: every step and every purpose with a stream of its own, so that a further step changes no draw. */
import { sampler } from '../kernel/distribution.ts';
import type { RandomStream } from '../kernel/random-stream.ts';
import type { Scenario, Source } from '../model/scenario.ts';
import { COMPUTE, GET, PUT } from '../traffic/attempts.ts';
import { keyChooser } from '../traffic/keys.ts';
import type { SagaPlan, SagaStep } from '../traffic/saga-plan.ts';

type StepModel = NonNullable<Source['saga']>['steps'][number];

/** `stream` gives the stream of the source for a purpose. Null where the source is no saga. */
export function sagaPlan(
  { saga, keys }: Source,
  { design: { maps } }: Scenario,
  stream: (purpose: string) => RandomStream,
): SagaPlan | null {
  if (saga === undefined) return null;
  const mapOf = ({ map }: StepModel) => (map === undefined ? -1 : maps.findIndex(({ name }) => name === map));
  const most = saga.steps.reduce((count, step) => Math.max(count, maps[mapOf(step)]?.entries ?? 1), 1);
  const steps = saga.steps.map((step, index): SagaStep => {
    const map = mapOf(step);
    const entries = maps[map]?.entries ?? 1;
    const own = keyChooser(keys, entries, stream(`saga/${index}/key`));
    const { compensation } = step;
    return {
      map,
      operation: map < 0 ? COMPUTE : step.op === 'get' ? GET : PUT,
      keyOf: step.key === 'shared' ? (shared) => shared % entries : () => own() % entries,
      service: sampler(step.service),
      services: stream(`saga/${index}/service`),
      failureRatio: step.failureRatio ?? 0,
      failures: stream(`saga/${index}/failure`),
      compensation:
        compensation === undefined
          ? null
          : {
              operation: map < 0 ? COMPUTE : PUT,
              service: sampler(compensation.service),
              services: stream(`saga/${index}/compensation`),
            },
    };
  });
  return {
    steps,
    retries: saga.retries,
    backoff: saga.backoff,
    abandoned: saga.abandoned ?? 0,
    fates: stream('saga/abandoned'),
    sharedKey: keyChooser(keys, most, stream('saga/key')),
  };
}
