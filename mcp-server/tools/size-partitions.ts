/** size_partitions: closed forms only, so it answers at once. */
import * as z from 'zod';
import { fits, type Sized, sizeUncertain } from '../../simulator/api.ts';
import { splitBetween, withIntervals } from '../../simulator/model/between.ts';
import type { DesignCard } from '../../simulator/model/design-card.ts';
import { capacityFields } from '../../simulator/model/sizing-card.ts';
import { design } from '../arguments.ts';
import { explainArguments, explainProblems } from '../refusal.ts';
import { type Answer, answer, defineTool, refuse } from '../tool.ts';

const output = z.looseObject({
  summary: z.string(),
  members: z.number(),
  primaries: z.number(),
  partitions: z.number(),
  numbers: z.array(z.looseObject({ name: z.string(), unit: z.string(), formula: z.string(), basis: z.string() })),
  warnings: z.array(z.string()),
  assumptions: z.array(z.string()),
  scenario: z
    .string()
    .optional()
    .describe('Text of a scenario that checks the numbers: give it to run_scenario, save it for CI.'),
});

const further = z.strictObject(capacityFields);
const input = z.strictObject({
  design,
  reverse: z.boolean().optional().describe('What fits design.members?'),
  between: z.record(z.string(), z.unknown()).optional().describe('90 % intervals: {"entries": ["2M", "5M"]}.'),
  more: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(`Also: ${Object.keys(capacityFields).join(' ')}.`),
});

type Further = z.output<typeof further>;

/** The numbers that were given; absent ones stay absent. */
function given(design: DesignCard, more: Further): DesignCard & Further {
  return { ...design, ...more };
}

export const sizePartitionsTool = defineTool({
  name: 'size_partitions',
  title: 'Size a grid',
  description: `Partitions, members, memory with product overhead, utilisation, failover time and data at risk by closed forms; every number with formula, source and basis.
For: members and memory needed; checking a proposed design (give members); what a cluster holds (reverse).
Not for: behaviour over time, loss counted under a fault (simulate_*).
Returns numbers, what decided, warnings, assumptions and a scenario for run_scenario.
Example: {"design": {"product": "redis-cluster", "entries": "20M", "entrySize": "1KiB", "writes": "3k/s", "reads": "20k/s"}}`,
  input,
  output,
  handle: async ({ design: plain, reverse, between = {}, more = {} }) => {
    const checked = further.safeParse(more);
    if (!checked.success) return refuse(explainArguments('size_partitions', further, more, checked.error.issues));
    const card = given(plain, checked.data);
    const written = Object.entries(between).map(([field, ends]) => [field, { between: ends }]);
    const ends = splitBetween(Object.fromEntries(written));
    if (reverse === true) {
      const { members } = card;
      if (members === undefined || written.length > 0)
        return refuse(
          'size_partitions: reverse needs design.members, the cluster that is there, and takes no intervals.',
        );
      return concise(fits({ ...card, members }));
    }
    const [odd] = Object.keys(ends.plain);
    if (odd !== undefined)
      return refuse(`size_partitions: between.${odd} is no interval; write two values, {"entries": ["2M", "5M"]}.`);
    const uncertain = withIntervals(card, ends.between, 'between');
    if (!uncertain.ok) return refuse(explainProblems('size_partitions: nothing was done.', uncertain.problems));
    return concise(sizeUncertain(uncertain.value));
  },
});

type Numbers = { readonly summary: string; readonly numbers: readonly Sized[] };

/** What the formulas were given stands in the scenario and in the design; `sba size --format json` has it. */
function concise<Sizing extends Numbers>(sizing: Sizing) {
  return answer({ ...sizing, numbers: sizing.numbers.map(({ inputs: _inputs, ...number }) => number) } as Answer);
}
