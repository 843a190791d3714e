/**
 * The value of one input at which an expectation changes from met to not met: the cut that leaves the fewest draws on the wrong side.
 *
 * Other inputs vary meanwhile, so some draws may be on the wrong side. A cut is only told when at most a third as many draws are wrong as
 * the rarer outcome has; otherwise no single value of this input parts the draws (a decision stump, Iba & Langley, 1992). Of several cuts as
 * good as one another the middle one counts.
 */
import { type UncertainInput, writtenAt } from '../model/uncertain.ts';
import type { InputFlip } from '../model/uncertainty.ts';

/** `positions` (standard deviations of the input's law) and `met`: one a draw. */
export function flipOf(
  input: UncertainInput,
  positions: readonly number[],
  met: readonly boolean[],
): InputFlip | undefined {
  const order = positions.map((position, draw) => ({ position, met: met[draw]! }));
  order.sort((a, b) => a.position - b.position);
  const held = met.filter(Boolean).length;
  const below = cutOf(order.map((draw) => draw.met));
  const above = cutOf(order.map((draw) => !draw.met));
  const [cut, holds] = below.wrong <= above.wrong ? ([below, 'below'] as const) : ([above, 'above'] as const);
  if (held === 0 || held === met.length || 3 * cut.wrong > Math.min(held, met.length - held)) return undefined;
  const from = order[cut.at - 1]!.position;
  const to = order[cut.at]!.position;
  const text = (position: number) => String(writtenAt(input, position, 3));
  return {
    at: text((from + to) / 2),
    from: text(from),
    to: text(to),
    holds,
    agreeing: 1 - cut.wrong / met.length,
  };
}

/** Where to cut so that the fewest are false before and true behind it. */
function cutOf(values: readonly boolean[]): { readonly at: number; readonly wrong: number } {
  let wrong = values.filter(Boolean).length;
  let best = { wrong: Number.POSITIVE_INFINITY, cuts: [] as number[] };
  for (let at = 1; at < values.length; at++) {
    wrong += values[at - 1]! ? -1 : 1;
    if (wrong < best.wrong) best = { wrong, cuts: [at] };
    else if (wrong === best.wrong) best.cuts.push(at);
  }
  return { at: best.cuts[best.cuts.length >> 1]!, wrong: best.wrong };
}
