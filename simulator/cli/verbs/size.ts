/** `sba size`: closed forms from a handful of numbers; instant, nothing is simulated. */
import { fits, fitsText, jsonText, sizeUncertain, sizingText } from '../../api.ts';
import type { UncertainCard } from '../../model/between.ts';
import { designFlags, designInput, readUncertain } from '../design-input.ts';
import { exit } from '../exit-code.ts';
import { type CommandLine, choice } from '../flags.ts';
import { type Io, isWrong, type Outcome, type WrongUsage, wantsColour, wrong } from '../io.ts';
import { destination } from '../output.ts';
import { refusalText } from '../refusal-text.ts';
import { shared, type Verb } from '../verb.ts';

export const sizeVerb: Verb = {
  name: 'size',
  usage: ['size [DESIGN.yaml] [flags]'],
  about: [
    'Members, partitions, memory, utilisation, failover time and data at risk by closed forms; every number with its formula.',
    'The design comes from flags, from a YAML or JSON file with the same names in camelCase (entrySize: 1KiB), or both; flags win.',
    'A quantity that is only estimated is a 90 % interval: --entries 2M..5M, in a file {between: [2M, 5M]}; the answer then has intervals, too.',
    '--reverse asks what a given cluster (--members, --member-memory) holds and carries at most.',
    'For behaviour over time, queues and counted losses: sba init with the same flags, then sba run.',
  ],
  get flags() {
    return {
      ...designFlags(),
      reverse: {
        help: 'What fits the given members: most entries, most requests, and what stops more. Takes no intervals.',
      },
      format: {
        value: 'text|json',
        help: 'Form of the answer; text when absent. json has all inputs and the scenario that checks the numbers.',
      },
      out: shared.out,
      quiet: { help: 'Only the summary.' },
      verbose: { help: 'Also the source of each formula.' },
      help: shared.help,
    };
  },
  examples: [
    [
      'sba size --product redis-cluster --entries 20M --entry-size 1KiB --writes 3k/s --reads 20k/s',
      'how many members, and which constraint decides',
    ],
    ['sba size --members 6 --entries 20M --entry-size 1KiB', 'is a design that somebody proposes enough?'],
    ['sba size design.yaml --growth 50%', 'numbers from a file, one of them changed'],
    ['sba size --reverse --members 6 --member-memory 16GiB --entry-size 2KiB', 'what does this cluster hold?'],
    ['sba size --entries 2M..5M --writes 1k/s..3k/s', 'estimates in, intervals out, and which estimate matters most'],
  ],
  exits: [0, 64, 65, 70],
  perform,
};

async function perform(line: CommandLine, io: Io): Promise<Outcome> {
  const format = choice(line, 'format', ['text', 'json']);
  if (isWrong(format)) return format;
  const target = destination(line, io, line.names);
  if (isWrong(target)) return target;
  const given = await designInput(line, io, readUncertain);
  if (isWrong(given)) return given;
  if (!given.ok) {
    io.stderr.write(refusalText({ source: line.names[0] ?? 'design', problems: given.problems }));
    return exit.invalid;
  }
  const detail = line.has('quiet') ? 'quiet' : line.has('verbose') ? 'verbose' : 'normal';
  const options = { detail, colour: target.toTerminal && wantsColour(io) } as const;
  const asText = format === 'text';
  const text = line.has('reverse') ? reversed(given.value, asText, options) : sized(given.value, asText, options);
  if (isWrong(text)) return text;
  target.write(text);
  return exit.passed;
}

type Options = Parameters<typeof sizingText>[1];

function sized(given: UncertainCard, asText: boolean, options: Options): string {
  const answer = sizeUncertain(given);
  return asText ? sizingText(answer, options) : jsonText(answer);
}

function reversed({ card, between }: UncertainCard, asText: boolean, options: Options): string | WrongUsage {
  const [field] = Object.keys(between);
  if (field !== undefined) return wrong(`--reverse takes no intervals; ${field} is one`);
  const { members } = card;
  if (members === undefined) return wrong('--reverse needs the members of the cluster, for example --members 6');
  const answer = fits({ ...card, members });
  return asText ? fitsText(answer, options) : jsonText(answer);
}
