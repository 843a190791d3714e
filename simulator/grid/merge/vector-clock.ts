/**
 * Vector clocks: events counted by replica; one is before another when no count of it is greater (Fidge 1988, Mattern 1989).
 */
export type VectorClock = readonly number[];

export type CausalOrder = 'equal' | 'before' | 'after' | 'concurrent';

/** How `a` lies to `b`; both of the same length. */
export function compareClocks(a: VectorClock, b: VectorClock): CausalOrder {
  let less = false;
  let greater = false;
  a.forEach((count, replica) => {
    if (count < b[replica]!) less = true;
    if (count > b[replica]!) greater = true;
  });
  if (less && greater) return 'concurrent';
  if (less) return 'before';
  return greater ? 'after' : 'equal';
}
