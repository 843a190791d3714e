/** A file that was refused, for standard error: how many problems, then each with its place. */
import { problemLine, type RefusedFile } from '../api.ts';

export function refusalText({ source, problems }: RefusedFile): string {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  return `${[`${source}: refused, ${count}`, ...problems.map((problem) => `  ${problemLine(problem)}`)].join('\n')}\n`;
}
