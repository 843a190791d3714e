/** compare_designs: two designs under common random numbers; the answer may be that no difference was seen. */
import * as z from 'zod';
import { compareScenarios, conciseDraws, draftScenario } from '../../simulator/api.ts';
import { type ComparisonResult, comparisonResult } from '../../simulator/model/comparison.ts';
import { briefDesign, runSettings, scenario } from '../arguments.ts';
import { performLimited, type Seen } from '../limited-call.ts';
import { scenarioText } from '../scenario-text.ts';
import { answer, defineTool, refuse, type ToolContext } from '../tool.ts';

const side = z.strictObject({
  scenario: scenario.optional(),
  design: briefDesign.optional(),
  parameters: runSettings.parameters,
});

const input = z.strictObject({
  a: side.describe('One design: a scenario (text or shipped name), or a flat design, which is drafted with a crash.'),
  b: side.describe('The other. With neither scenario nor design: that of a with other parameters.'),
  seed: runSettings.seed,
  replications: runSettings.replications,
  max_seconds: runSettings.max_seconds,
});

type Side = z.output<typeof side>;

export const compareDesignsTool = defineTool({
  name: 'compare_designs',
  title: 'Compare two designs',
  description: `Runs two designs with the same random numbers and gives the paired difference of each metric with its interval, the first event at which their traces part, and which is better in what the expectations ask about.
For: which of two is better, and what one changed setting does.
Not for: one design alone (run_scenario), or a search over many.
"no difference seen" is an answer; it says how large a difference would have been seen. With uncertain inputs: how likely b is better.
Example: {"a": {"scenario": "redis-master-crash"}, "b": {"parameters": {"nodeTimeout": "5s"}}}`,
  input,
  output: comparisonResult.extend({ scenarios: z.looseObject({ a: z.string(), b: z.string() }) }),
  handle: async ({ a, b, seed, replications, max_seconds }, context) => {
    const left = textOf(a, context);
    const right = b.scenario === undefined && b.design === undefined ? left : textOf(b, context);
    if (!left.ok) return refuse(left.refusal);
    if (!right.ok) return refuse(right.refusal);
    const settings = {
      ...(seed === undefined ? {} : { seed }),
      ...(replications === undefined ? {} : { replications }),
    };
    const outcome = await performLimited(
      {
        maxSeconds: max_seconds,
        call: (ground) =>
          compareScenarios(sided('a', left.text, a), sided('b', right.text, b), { ...settings, ...ground }),
        invalid: 'A scenario is not valid; nothing was run.',
        outOfTime: (seen) => outOfTime(max_seconds, seen),
      },
      context,
    );
    if (!outcome.ok) return refuse(outcome.refusal);
    return answer({ ...concise(outcome.result), scenarios: { a: left.text, b: right.text } });
  },
});

/** What nobody asked about and is the same in both says nothing to a model that reads every word. */
const concise = ({ uncertainty, ...result }: ComparisonResult): ComparisonResult => ({
  ...result,
  differences: result.differences.filter(({ asked, verdict }) => asked || verdict !== 'same'),
  ...(uncertainty === undefined ? {} : { uncertainty: conciseDraws(uncertainty) }),
});

const textOf = ({ scenario: given, design: card }: Side, { shipped }: ToolContext) => {
  if (given !== undefined && card !== undefined)
    return { ok: false, refusal: 'Give a scenario or a design, not both, for the same side.' } as const;
  if (given !== undefined) return scenarioText(given, shipped);
  if (card === undefined)
    return {
      ok: false,
      refusal:
        'a needs a scenario or a design. Example: {"a": {"scenario": "flash-sale"}, "b": {"parameters": {"backups": "2"}}}',
    } as const;
  const question = 'A primary crashes: how long are its partitions away, and what is lost?';
  return { ok: true, text: draftScenario(card, { name: `crash-${card.product}`, question }) } as const;
};

const sided = (source: string, text: string, { parameters }: Pick<Side, 'parameters'>) => ({
  source,
  text,
  ...(parameters === undefined ? {} : { parameters }),
});

const outOfTime = (seconds: number, { done, message }: Seen): string =>
  message.startsWith('draw ')
    ? `Stopped after max_seconds = ${seconds} in ${message}; there is no verdict. Call again: lower run.draws or run.duration, or raise max_seconds if your client waits longer.`
    : `Stopped after max_seconds = ${seconds} with ${done} pairs of replications done; there is no verdict. Call again: ${done >= 2 ? `set replications to ${done} or fewer, ` : ''}shorten run.duration, or raise max_seconds if your client waits longer.`;
