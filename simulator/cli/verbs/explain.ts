/** `sba explain`: what a name means; without one, all names. `--schema` prints JSON Schema instead. */
import * as z from 'zod';
import { explain, jsonText } from '../../api.ts';
import { scenarioJsonSchemaText } from '../../model/json-schema.ts';
import { runResult } from '../../model/result.ts';
import { sizingCard } from '../../model/sizing-card.ts';
import { exit } from '../exit-code.ts';
import { type CommandLine, choice } from '../flags.ts';
import { type Io, isWrong, type Outcome, wrong } from '../io.ts';
import { destination } from '../output.ts';
import { shared, type Verb } from '../verb.ts';

export const explainVerb: Verb = {
  name: 'explain',
  usage: ['explain [NAME]', 'explain --schema [scenario|result|design]'],
  about: [
    'Says what a metric, scenario field, fault, product, verdict, mode, formula, command or exit code is, and what moves it.',
    'A field is found by its path or its last part. Without a name, all names are listed.',
  ],
  flags: {
    schema: { help: 'Print a JSON Schema (2020-12): of a scenario (the default), a result or a design.' },
    format: { value: 'text|json', help: 'Form of the answer; text when absent.' },
    out: shared.out,
    help: shared.help,
  },
  examples: [
    ['sba explain writeOutage', 'a metric'],
    ['sba explain "design.maps[0].replication"', 'a field of a scenario'],
    ['sba explain "not exercised"', 'a verdict'],
    ['sba explain --schema > scenario.schema.json', 'for the completion of an editor'],
  ],
  exits: [0, 64, 65, 70],
  perform,
};

const schemas = {
  scenario: scenarioJsonSchemaText,
  result: () => jsonText(z.toJSONSchema(runResult)),
  design: () => jsonText(z.toJSONSchema(sizingCard, { io: 'input' })),
} as const;

async function perform(line: CommandLine, io: Io): Promise<Outcome> {
  const format = choice(line, 'format', ['text', 'json']);
  if (isWrong(format)) return format;
  const target = destination(line, io, []);
  if (isWrong(target)) return target;
  const name = line.names.join(' ');
  if (line.has('schema')) {
    const schema = name === '' ? 'scenario' : name;
    if (!Object.hasOwn(schemas, schema))
      return wrong(`there is no schema "${schema}"; there are ${Object.keys(schemas).join(', ')}`);
    target.write(schemas[schema as keyof typeof schemas]());
    return exit.passed;
  }
  const found = explain(name === '' ? undefined : name);
  if (format === 'json')
    target.write(jsonText(found.ok ? { topics: found.topics } : { topics: [], suggestions: found.suggestions }));
  else if (found.ok) target.write(`${found.text}\n`);
  if (!found.ok) io.stderr.write(`sba: ${found.text}\n`);
  return found.ok ? exit.passed : exit.invalid;
}
