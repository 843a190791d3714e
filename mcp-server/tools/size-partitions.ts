/** size_partitions: closed forms only, so it answers at once. */
import { z } from 'zod';
import { size } from '../../simulator/api.ts';
import { design } from '../arguments.ts';
import { answer, defineTool } from '../tool.ts';

const output = z.looseObject({
  summary: z.string(),
  members: z.number(),
  primaries: z.number(),
  partitions: z.number(),
  numbers: z.array(z.looseObject({ name: z.string(), unit: z.string(), formula: z.string(), basis: z.string() })),
  warnings: z.array(z.string()),
  assumptions: z.array(z.string()),
  scenario: z.string().describe('Text of a scenario that checks the numbers: give it to run_scenario, save it for CI.'),
});

export const sizePartitionsTool = defineTool({
  name: 'size_partitions',
  title: 'Size a grid',
  description: `Partitions, members, memory with product overhead, utilisation, failover time and data at risk from a handful of numbers, by closed forms; every number with formula, source and basis. Instant.
For: how many members and how much memory; a first estimate; checking a design somebody proposes (give members).
Not for: behaviour over time, queues, loss counted under a fault (simulate_lag, simulate_failover).
Returns the numbers, what decided, warnings, assumptions and a scenario ready for run_scenario.
Example: {"design": {"product": "redis-cluster", "entries": "20M", "entrySize": "1KiB", "writes": "3k/s", "reads": "20k/s"}}`,
  input: z.strictObject({ design }),
  output,
  handle: async ({ design: card }) => {
    const sizing = size(card);
    // Concise: what the formulas were given stands in the scenario and in the design; `sba size --format json` has it.
    return answer({ ...sizing, numbers: sizing.numbers.map(({ inputs: _inputs, ...number }) => number) });
  },
});
