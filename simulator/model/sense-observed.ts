/** Sense of what was observed: its metrics, statistics and units exist, its parts do not contradict one another, and what it names is there. */
import type { DraftProblem } from './draft-problem.ts';
import { understandObserved } from './parse-observed.ts';
import { isString, namesIn, type SenseView, unknownName } from './sense-view.ts';

export function observedSense({ understood: { observed }, file }: SenseView): DraftProblem[] {
  if (observed === undefined) return [];
  const { statistics, samples, problems } = understandObserved(observed);
  const sources = namesIn(file, ['workload'], 'name').filter(isString);
  const services = namesIn(file, ['design', 'services'], 'name').filter(isString);
  const strangers = [...statistics, ...samples].flatMap(({ name, asked: { workload, service } }) => [
    ...(workload === undefined || sources.includes(workload)
      ? []
      : [unknownName(['observed', name], workload, sources, 'workload')]),
    ...(service === undefined || services.includes(service)
      ? []
      : [unknownName(['observed', name], service, services, 'service')]),
  ]);
  return [...problems, ...strangers];
}
