/**
 * Simulated time: whole nanoseconds in a double.
 *
 * A double holds every integer up to 2^53 exactly, which is 104 days of nanoseconds. Adding and comparing such times is
 * exact on every engine, so equal instants are equal and no tolerance is ever needed. A model that needs a longer
 * horizon must choose a coarser tick; nothing in the kernel depends on the unit.
 */

/** A whole number of nanoseconds, at least 0 and at most {@link MAX_TIME}; an instant or a span, by context. */
export type Nanoseconds = number;

export const MILLISECOND = 1e6;
export const SECOND = 1e9;

/** The last instant that can be scheduled: 2^53 - 1 ns, a little over 104 days. */
export const MAX_TIME = Number.MAX_SAFE_INTEGER;
