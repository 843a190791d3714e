/**
 * Where the traces of two designs part: the first event that is not the same in both, of the same replication of each.
 *
 * Two events are the same when they strike at the same scenario time, run the same kind of handler and speak of the same instance. Before
 * that point the designs behaved alike to the last bit; what differs in the numbers began there. Usually it is the first thing that the
 * designs do differently on purpose, which says that nothing else was different by accident.
 */

import type { ExecutedEvent } from '../kernel/simulation.ts';
import { MILLISECOND } from '../kernel/time.ts';
import type { Divergence } from '../model/comparison.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Layout } from '../run/layout.ts';
import { Run, type RunOptions } from '../run/run.ts';

/** Events between two words for the caller. */
const SLICE = 20_000;

export interface Traceable {
  readonly scenario: Scenario;
  readonly layout: Layout;
}

/** Yields between slices. Undefined: the same from the first event to the last, or to `most` events. */
export function* divergenceOf(
  a: Traceable,
  b: Traceable,
  options: RunOptions,
  most: number,
): Generator<undefined, Divergence | undefined> {
  const left = new Run(a.scenario, a.layout, options).events();
  const right = new Run(b.scenario, b.layout, options).events();
  for (let events = 0; events < most; events++) {
    if (events % SLICE === SLICE - 1) yield;
    const one = left.next().value as ExecutedEvent | undefined;
    const other = right.next().value as ExecutedEvent | undefined;
    if (one === undefined && other === undefined) return undefined;
    if (isSame(one, other)) continue;
    return {
      replication: options.replication,
      events,
      ...(one === undefined ? {} : { a: traced(one) }),
      ...(other === undefined ? {} : { b: traced(other) }),
    };
  }
  return undefined;
}

function isSame(one: ExecutedEvent | undefined, other: ExecutedEvent | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.time === other.time && one.name === other.name && one.a === other.a && one.b === other.b;
}

function traced({ time, name, a, b }: ExecutedEvent): NonNullable<Divergence['a']> {
  return { atMs: time / MILLISECOND, event: name, operands: [a, b] };
}
