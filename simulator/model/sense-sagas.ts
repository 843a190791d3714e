/**
 * Sense of sagas: their source says nothing else about what is asked, their maps exist, and every step can be taken back that may have to be.
 */
import type { DraftProblem } from './draft-problem.ts';
import { type Path, valueAt } from './place-index.ts';
import { type Saga, sagaMetrics } from './saga.ts';
import type { Source } from './scenario.ts';
import { isString, namesIn, numbered, type SenseView, unknownName } from './sense-view.ts';

type Step = Saga['steps'][number];

/** Fields of a source that say what is asked for, or how a single call is made. */
const strangers = [
  'map',
  'to',
  'op',
  'mix',
  'updates',
  'fanOut',
  'service',
  'via',
  'sessions',
  'target',
  'after',
] as const;

export function sagaSense(view: SenseView): DraftProblem[] {
  const maps = namesIn(view.file, ['design', 'maps'], 'name').filter(isString);
  const sagas = numbered(view.understood.workload).filter(([, source]) => source.saga !== undefined);
  return [
    ...sagas.flatMap(([index, source]) => [...alone(source, index, view), ...steps(source.saga!, index, maps, view)]),
    ...measured(view),
  ];
}

function alone(source: Source, index: number, { file }: SenseView): DraftProblem[] {
  const path: Path = ['workload', index];
  const beside = strangers.filter((key) => valueAt(file, [...path, key]) !== undefined);
  const problems: DraftProblem[] = beside.map((key) => ({
    path: [...path, key],
    found: `${key} beside saga`,
    expected: 'a saga alone: its steps say which maps and services are asked, one call after the other',
    suggestion: `remove ${key}${['map', 'op', 'service'].includes(key) ? ', and say it in the steps' : ''}`,
    atKey: true,
  }));
  if (source.from === 'beside-owner') {
    const expected = 'any-zone or the name of a zone, since the steps have several owners';
    problems.push({ path: [...path, 'from'], found: 'beside-owner with a saga', expected });
  }
  if (source.client.hedge !== undefined) {
    const expected = 'no hedge: a second copy of a step would be a second step';
    const suggestion = 'remove hedge';
    problems.push({
      path: [...path, 'client', 'hedge'],
      found: 'hedging of a saga',
      expected,
      suggestion,
      atKey: true,
    });
  }
  return problems;
}

function steps(saga: Saga, index: number, maps: readonly string[], view: SenseView): DraftProblem[] {
  const path: Path = ['workload', index, 'saga'];
  const problems = saga.steps.flatMap((step, position) => [
    ...operation(step, [...path, 'steps', position], maps, view),
    ...taking(step, [...path, 'steps', position], position === saga.steps.length - 1),
  ]);
  if ((saga.abandoned ?? 0) === 0 || saga.steps.length > 1) return problems;
  const expected = 'at least two steps, since a saga is abandoned between them';
  return [...problems, { path: [...path, 'abandoned'], found: 'a saga of one step', expected, atKey: true }];
}

function operation(step: Step, path: Path, maps: readonly string[], { understood, file }: SenseView): DraftProblem[] {
  if (step.map !== undefined) {
    const unknown = maps.includes(step.map) ? [] : [unknownName([...path, 'map'], step.map, maps, 'map')];
    if (step.op !== undefined) return unknown;
    const found = 'a step on a map without op';
    return [...unknown, { path, found, expected: 'op, since it works on a map', suggestion: 'add op: put' }];
  }
  const needless = [['op'], ['key'], ['compensation', 'op']].filter(
    (keys) => valueAt(file, [...path, ...keys]) !== undefined,
  );
  const problems: DraftProblem[] = needless.map((keys) => ({
    path: [...path, ...keys],
    found: `${keys.join('.')} without a map`,
    expected: 'a map for the step to work on; without one it is a computation',
    suggestion: 'add map: NAME',
    atKey: true,
  }));
  if (understood.design.middleware === undefined) return problems;
  const expected = 'steps on maps: a computation would go through the load balancer, and sagas do not';
  return [
    ...problems,
    { path, found: 'a step without a map beside middleware', expected, suggestion: 'add map: NAME and op' },
  ];
}

/** What is done before another step must be such that it can be taken back. */
function taking({ map, op, compensation }: Step, path: Path, isLast: boolean): DraftProblem[] {
  if (op === 'get' && compensation !== undefined) {
    const expected = 'no compensation, since a read leaves nothing to take back';
    const found = 'the compensation of a read';
    return [{ path: [...path, 'compensation'], found, expected, suggestion: 'remove it', atKey: true }];
  }
  if (isLast || compensation !== undefined || map === undefined || op === undefined || op === 'get') return [];
  return [
    {
      path,
      found: `a step that writes (${op}) and has no compensation`,
      expected: 'a compensation, since a later step may fail',
      suggestion: 'add compensation: {}, or make it the last step',
    },
  ];
}

function measured({ expectations, understood: { workload } }: SenseView): DraftProblem[] {
  if (workload === undefined || workload.some((source) => source === undefined || source.saga !== undefined)) return [];
  return numbered(expectations).flatMap(([index, { metric }]) =>
    sagaMetrics.includes(metric)
      ? [
          {
            path: ['expect', index],
            found: `${metric}, and no source is a saga`,
            expected: 'a source with saga',
            suggestion: 'add saga: {steps: […]} to a source, or remove the expectation',
          },
        ]
      : [],
  );
}
