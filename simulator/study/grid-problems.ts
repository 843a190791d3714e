/** Problems of the points of a grid: what all points have is told once, what only some have with the values that bring it about. */
import type { Problem } from '../model/problem.ts';

type Parameters = Readonly<Record<string, string>>;

export interface PointProblems {
  readonly parameters: Parameters;
  readonly problems: readonly Problem[];
}

/** A problem that only some values of the grid have. */
export function at(problem: Problem, parameters: Parameters, others = 0): Problem {
  const where = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  if (where.length === 0) return problem;
  const more = others === 0 ? '' : others === 1 ? ' and one more point' : ` and ${others} more points`;
  return { ...problem, found: `${problem.found} (at ${where.join(', ')}${more})` };
}

/** Of all points of a grid, those without problems included; in the order in which they are met. */
export function gridProblems(points: readonly PointProblems[]): readonly Problem[] {
  const known = new Map<
    string,
    { readonly problem: Problem; readonly first: Parameters; last: Parameters; count: number }
  >();
  for (const { parameters, problems } of points) {
    for (const problem of problems) {
      const { path, found, expected } = problem;
      const key = JSON.stringify([path, found, expected]);
      const same = known.get(key);
      if (same === undefined) known.set(key, { problem, first: parameters, last: parameters, count: 1 });
      else if (same.last !== parameters) {
        same.last = parameters;
        same.count++;
      }
    }
  }
  return [...known.values()].map(({ problem, first, count }) =>
    count === points.length ? problem : at(problem, first, count - 1),
  );
}
