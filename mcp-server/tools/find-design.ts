/** find_design: the cheapest of many designs; that none will do is an answer. */
import * as z from 'zod';
import { draftScenario, findDesign, parseGrid } from '../../simulator/api.ts';
import type { DesignCard } from '../../simulator/model/design-card.ts';
import { searchResult } from '../../simulator/model/design-search.ts';
import { briefDesign, runSettings, scenario } from '../arguments.ts';
import { performLimited, type Seen } from '../limited-call.ts';
import { type ScenarioText, scenarioText } from '../scenario-text.ts';
import { answer, defineTool, refuse, type ToolContext } from '../tool.ts';

const gridValue = z.union([z.string().max(200), z.number(), z.boolean()]).transform(String);

const input = z.strictObject({
  scenario: scenario.optional(),
  design: briefDesign.optional(),
  grid: z
    .record(z.string().max(64), z.union([z.array(gridValue).min(1).max(50), z.string().max(400)]))
    .describe('Parameters to choose, each with its values: a list, or "FROM..TO:STEPS" as in "3..12:10".'),
  vary: z
    .array(z.string().max(64))
    .max(10)
    .optional()
    .describe(
      'Parameters to raise until the answer no longer holds. Absent: every rate that the scenario declares; []: none.',
    ),
  confidence: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe(
      'Where inputs are uncertain ({between: [low, high]}): probability of meeting every expectation that is demanded.',
    ),
  parameters: runSettings.parameters,
  seed: runSettings.seed,
  max_seconds: runSettings.max_seconds,
});

export const findDesignTool = defineTool({
  name: 'find_design',
  title: 'Find the cheapest design',
  description: `Searches a grid of parameter values for the cheapest design that meets every expectation of a scenario under its faults. Closed forms rule out what cannot pass; the rest is simulated, cheapest first.
For: how few members, copies or threads will do, and up to which load that stays right.
Not for: a first guess from a few numbers (size_partitions), or two designs beside one another (compare_designs).
A design is drafted with the parameters members, backups and the detector's time-out. Prices stand under cost: in the scenario; without them members are counted. Infeasible is an answer, with the promise that forbids it. With uncertain inputs: how likely the answer keeps its promises.
Example: {"scenario": "flash-sale", "grid": {"units": [2, 3, 4], "threads": [2, 4]}}`,
  input,
  output: searchResult.extend({ scenarioText: z.string() }),
  handle: async ({ scenario: given, design: card, grid, vary, confidence, parameters, seed, max_seconds }, context) => {
    const found = textOf(given, card, context);
    if (!found.ok) return refuse(found.refusal);
    const written = Object.entries(grid).map(
      ([name, values]) => `${name}=${typeof values === 'string' ? values : values.join(',')}`,
    );
    const axes = parseGrid(written);
    if ('wrong' in axes)
      return refuse(`grid: ${axes.wrong}. Example: {"grid": {"members": [3, 6], "backups": [1, 2]}}`);
    if (axes.length === 0) return refuse('grid is empty. Example: {"grid": {"members": [3, 6], "backups": [1, 2]}}');
    const settings = {
      ...(vary === undefined ? {} : { vary }),
      ...(confidence === undefined ? {} : { confidence }),
      ...(parameters === undefined ? {} : { parameters }),
      ...(seed === undefined ? {} : { seed }),
    };
    const outcome = await performLimited(
      {
        maxSeconds: max_seconds,
        call: (ground) => findDesign(found.text, axes, { ...settings, ...ground }),
        invalid: 'The search cannot be made as it was asked for; there is no answer.',
        outOfTime: (seen) => outOfTime(max_seconds, seen),
      },
      context,
    );
    return outcome.ok ? answer({ ...outcome.result, scenarioText: found.text }) : refuse(outcome.refusal);
  },
});

const textOf = (given: string | undefined, card: DesignCard | undefined, { shipped }: ToolContext): ScenarioText => {
  if ((given === undefined) === (card === undefined))
    return {
      ok: false,
      refusal:
        'Give a scenario or a design, one of the two. Example: {"design": {"product": "redis-cluster"}, "grid": {"members": [6, 8], "nodeTimeout": ["2s", "5s"]}}',
    };
  if (given !== undefined) return scenarioText(given, shipped);
  const question = 'What is the cheapest design that keeps its promises when a primary crashes?';
  return { ok: true, text: draftScenario(card!, { name: `find-${card!.product}`, question }) };
};

const outOfTime = (seconds: number, { message }: Seen): string =>
  `Stopped after max_seconds = ${seconds} in ${message}; there is no answer. Call again: fewer values in grid, "vary": [], a shorter run.duration, or a larger max_seconds if your client waits longer. On the command line: sba find FILE --grid …`;
