/**
 * Refusals: what was wrong with a call, in words that lead to a right one. Every problem at once, each with its place. The words for
 * arguments are made where those for scenario files are made, so both speak alike.
 */
import type * as z from 'zod';
import { problemLine } from '../simulator/api.ts';
import { placed } from '../simulator/model/draft-problem.ts';
import { PlaceIndex } from '../simulator/model/place-index.ts';
import type { Problem } from '../simulator/model/problem.ts';
import { schemaProblems } from '../simulator/model/schema-problems.ts';

/** Of a long list the first ones are enough to go on. */
const mostShown = 40;

export const explainProblems = (intro: string, problems: readonly Problem[]): string => {
  const lines = problems.slice(0, mostShown).map((problem) => `- ${problemLine(problem)}`);
  const more = problems.length > mostShown ? [`- and ${problems.length - mostShown} more`] : [];
  return [intro, ...lines, ...more].join('\n');
};

/** Arguments that do not fit the schema of the tool. */
export const explainArguments = (
  tool: string,
  schema: z.ZodType,
  value: unknown,
  issues: readonly z.core.$ZodIssue[],
): string => {
  const places = new PlaceIndex();
  const problems = placed(schemaProblems(issues, { schema, value, places }), 'arguments', places);
  return explainProblems(`${tool}: the arguments do not fit; nothing was done.`, problems);
};
