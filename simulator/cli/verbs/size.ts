/** `sba size`: closed forms from a handful of numbers; instant, nothing is simulated. */
import { jsonText, size, sizingText } from '../../api.ts';
import { designFlags, designInput } from '../design-input.ts';
import { exit } from '../exit-code.ts';
import { type CommandLine, choice } from '../flags.ts';
import { type Io, isWrong, type Outcome, wantsColour } from '../io.ts';
import { destination } from '../output.ts';
import { refusalText } from '../refusal-text.ts';
import { shared, type Verb } from '../verb.ts';

export const sizeVerb: Verb = {
  name: 'size',
  usage: ['size [DESIGN.yaml] [flags]'],
  about: [
    'Members, partitions, memory, utilisation, failover time and data at risk by closed forms; every number with its formula.',
    'The design comes from flags, from a YAML or JSON file with the same names in camelCase (entrySize: 1KiB), or both; flags win.',
    'For behaviour over time, queues and counted losses: sba init with the same flags, then sba run.',
  ],
  flags: {
    ...designFlags,
    format: {
      value: 'text|json',
      help: 'Form of the answer; text when absent. json has all inputs and the scenario that checks the numbers.',
    },
    out: shared.out,
    quiet: { help: 'Only the summary.' },
    verbose: { help: 'Also the source of each formula.' },
    help: shared.help,
  },
  examples: [
    [
      'sba size --product redis-cluster --entries 20M --entry-size 1KiB --writes 3k/s --reads 20k/s',
      'how many members, and which constraint decides',
    ],
    ['sba size --members 6 --entries 20M --entry-size 1KiB', 'is a design that somebody proposes enough?'],
    ['sba size design.yaml --growth 50%', 'numbers from a file, one of them changed'],
  ],
  exits: [0, 64, 65, 70],
  perform,
};

async function perform(line: CommandLine, io: Io): Promise<Outcome> {
  const format = choice(line, 'format', ['text', 'json']);
  if (isWrong(format)) return format;
  const target = destination(line, io, line.names);
  if (isWrong(target)) return target;
  const card = await designInput(line, io);
  if (isWrong(card)) return card;
  if (!card.ok) {
    io.stderr.write(refusalText({ source: line.names[0] ?? 'design', problems: card.problems }));
    return exit.invalid;
  }
  const answer = size(card.value);
  const detail = line.has('quiet') ? 'quiet' : line.has('verbose') ? 'verbose' : 'normal';
  target.write(
    format === 'json' ? jsonText(answer) : sizingText(answer, { detail, colour: target.toTerminal && wantsColour(io) }),
  );
  return exit.passed;
}
