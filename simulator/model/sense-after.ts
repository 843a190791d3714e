/** Sense of sources that follow another one: that one exists, writes to the same map, and follows nobody itself. */
import type { DraftProblem } from './draft-problem.ts';
import type { Source } from './scenario.ts';
import { isString, namesIn, numbered, type SenseView, unknownName } from './sense-view.ts';

export function afterSense(view: SenseView): DraftProblem[] {
  const sources = numbered(view.understood.workload);
  const names = namesIn(view.file, ['workload'], 'name');
  return sources.flatMap(([index, source]) => {
    const { after } = source;
    if (after === undefined) return [];
    const path = ['workload', index, 'after'];
    const others = names.filter((_, other) => other !== index).filter(isString);
    if (!others.includes(after.source)) return [unknownName([...path, 'source'], after.source, others, 'source')];
    const leader = sources.find(([, { name }]) => name === after.source)?.[1];
    return [...(leader === undefined ? [] : pair(source, leader, path)), ...single(source, index)];
  });
}

function pair(source: Source, leader: Source, path: (string | number)[]): DraftProblem[] {
  const problem = (found: string, expected: string, suggestion: string) => [
    { path: [...path, 'source'], found, expected, suggestion },
  ];
  if (leader.after !== undefined) {
    const expected = 'a source with arrivals of its own, or requests might follow one another for ever';
    return problem(`${leader.name}, which follows another source itself`, expected, `name ${leader.after.source}`);
  }
  if (leader.map === undefined || leader.map !== source.map) {
    const expected = 'the same map for both, since the same key is asked for';
    return problem(`a source of ${leader.map ?? 'no map'}`, expected, `write map: ${leader.map ?? 'NAME'}`);
  }
  const writes = leader.op === 'put' || (leader.mix !== undefined && leader.mix.get < 1);
  if (writes) return [];
  return problem(`${leader.name}, which writes nothing`, 'a source that writes', 'name a source with op: put');
}

function single({ fanOut = 1, mix, keys }: Source, index: number): DraftProblem[] {
  const path = ['workload', index];
  if (fanOut > 1 || (mix?.update ?? 0) > 0) {
    const found = fanOut > 1 ? 'a fan-out' : 'updates';
    const expected = 'one operation on the key that was written';
    const at = fanOut > 1 ? 'fanOut' : 'mix';
    return [{ path: [...path, at], found, expected, suggestion: 'use op: get', atKey: true }];
  }
  if (keys.kind === 'uniform') return [];
  const expected = 'no keys beside after, which asks for the key that was written';
  return [{ path: [...path, 'keys'], found: keys.kind, expected, suggestion: 'remove keys', atKey: true }];
}
