import type { DraftProblem } from './draft-problem.ts';
import type { Expectation } from './expectation.ts';
import type { Understood } from './understood.ts';

export function senseProblems(_: Understood, __: readonly (Expectation | undefined)[], ___: unknown): DraftProblem[] {
  return [];
}
