/** explain: what a name means, in words. */
import { z } from 'zod';
import { explain } from '../../simulator/api.ts';
import { answer, defineTool, refuse } from '../tool.ts';

export const explainTool = defineTool({
  name: 'explain',
  title: 'Explain a name',
  description: `Says what a metric, scenario field, fault, product, distribution, verdict or formula is, how it is computed and what moves it.
For: a name in a result or a scenario that you are not sure of; without name, the list of all names.
Not for: running anything.
Example: {"name": "writeOutage"}`,
  input: z.strictObject({ name: z.string().min(1).max(200).optional().describe('One name, for example "acknowledgedWritesLost" or "design.maps". Absent: what there is.') }),
  output: z.looseObject({ summary: z.string(), text: z.string() }),
  handle: async ({ name }) => {
    const found = explain(name);
    return found.ok ? answer({ summary: firstSentence(found.text), text: found.text }) : refuse(found.text);
  },
});
const firstSentence = (text: string): string => text;
