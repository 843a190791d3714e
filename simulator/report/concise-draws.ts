/** A comparison over draws without its bulky parts, for callers who pay by the character: only rows that are asked about, no single draws. */
import type { ComparedDraws } from '../model/compared-draws.ts';

export function conciseDraws({ samples: _samples, ...draws }: ComparedDraws): ComparedDraws {
  return { ...draws, differences: draws.differences.filter(({ asked }) => asked) };
}
