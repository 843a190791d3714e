/**
 * Vector clocks: events counted by replica; one is before another when no count of it is greater (Fidge 1988, Mattern 1989).
 */
type VectorClock = readonly number[] | Float64Array;

export type CausalOrder = 'equal' | 'before' | 'after' | 'concurrent';

/** How `a` lies to `b`; both of the same length. */
export function compareClocks(a: VectorClock, b: VectorClock): CausalOrder {
  let less = false;
  let greater = false;
  for (let replica = 0; replica < a.length; replica++) {
    if (a[replica]! < b[replica]!) less = true;
    if (a[replica]! > b[replica]!) greater = true;
  }
  if (less && greater) return 'concurrent';
  if (less) return 'before';
  return greater ? 'after' : 'equal';
}
