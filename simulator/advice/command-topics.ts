/** The commands and their exit codes, once for the command line's own help and for `explain`. */
import type { Topic } from './topic.ts';

export const commandSummaries = {
  init: 'writes a scenario that runs, from a handful of numbers',
  validate: 'checks scenarios without running them: all problems at once, with line numbers',
  run: 'simulates scenarios and judges their expectations',
  merge: 'joins the shards of a run that several machines made (run --shard i/n), and judges them',
  size: 'members, partitions, memory and failover time by closed forms',
  compare: 'two designs under common random numbers: paired differences with intervals, and which is better',
  find: 'the cheapest design of a grid that meets every expectation, with what binds it and where the answer changes',
  draft: 'drafts a decision record (draft adr) whose every number can be run again',
  explain: 'says what a metric, field, value, fault, product, verdict, formula, command or word of the subject is',
  mcp: 'serves the same as tools to an agent, over standard input and output',
} as const;

export const exitCodes = [
  [0, 'every expectation passed'],
  [1, 'an expectation failed (--fail-code N gives another number)'],
  [2, 'none failed, but one is inconclusive or was not exercised'],
  [64, 'wrong command line'],
  [65, 'a scenario is invalid or unreadable, a shard is missing, or nothing was selected'],
  [70, 'internal error; the command that reproduces it is printed'],
  [130, 'interrupted; the partial result is written and marked so'],
] as const;

export function commandTopics(): readonly Topic[] {
  const commands = Object.entries(commandSummaries).map(
    ([name, text]): Topic => ({
      name,
      kind: 'command',
      text: `sba ${name}: ${text}. All flags: sba ${name} --help.`,
      see: [],
    }),
  );
  const codes = exitCodes.map(
    ([code, text]): Topic => ({
      name: `exit ${code}`,
      kind: 'exit code',
      text: `${text}. Several at once: the first of 70, 130, 65, 1, 2, 0 that applies.`,
      see: ['run'],
    }),
  );
  return [...commands, ...codes];
}
