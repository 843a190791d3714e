/** explain: what a name means, in words. */
import * as z from 'zod';
import { explain } from '../../simulator/api.ts';
import { answer, defineTool, refuse } from '../tool.ts';

export const explainTool = defineTool({
  name: 'explain',
  title: 'Explain a name',
  description: `Says what a metric, scenario field, fault, product, verdict, formula or design number is, how it is computed and what moves it.
For: a name in a result or a scenario that you are not sure of; without name, the list of all names.
Not for: running anything.
Example: {"name": "writeOutage"}`,
  input: z.strictObject({
    name: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('One name, for example "acknowledgedWritesLost" or "design.maps". Absent: all names.'),
  }),
  output: z.looseObject({
    summary: z.string().describe('The explanation.'),
    topics: z.array(z.looseObject({ name: z.string(), kind: z.string() })).optional(),
  }),
  handle: async ({ name }) => {
    const found = explain(name);
    if (!found.ok) return refuse(`${found.text}.`);
    // The list of everything is in the text already.
    if (name === undefined) return answer({ summary: found.text });
    return answer({
      summary: found.text,
      topics: found.topics.map(({ name: topic, kind, see }) => ({ name: topic, kind, see })),
    });
  },
});
