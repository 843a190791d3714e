/** `sba init`: a scenario that runs, from a handful of numbers. It never writes over a file that is there. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { draftScenario } from '../../api.ts';
import { designFlags, designInput, readDesign } from '../design-input.ts';
import { exit } from '../exit-code.ts';
import type { CommandLine } from '../flags.ts';
import { type Io, isWrong, type Outcome, wrong } from '../io.ts';
import { destination } from '../output.ts';
import { refusalText } from '../refusal-text.ts';
import { shared, type Verb } from '../verb.ts';

export const init: Verb = {
  name: 'init',
  usage: ['init [DESIGN.yaml] [flags]'],
  about: [
    'Writes a commented scenario: the design, its load, the crash of a primary and expectations from the closed forms.',
    'Members that are left open are chosen as sba size chooses them. The text is yours to go on from.',
  ],
  get flags() {
    return {
      ...designFlags(),
      name: {
        value: 'NAME',
        help: 'Name of the scenario: lower-case letters, digits and hyphens. Default: from the name of --out, else my-design.',
      },
      calm: { help: 'No fault: a scenario about load alone.' },
      out: { value: 'FILE', help: 'Write to this new file instead of standard output.' },
      help: shared.help,
    };
  },
  examples: [
    ['sba init --entries 2M --entry-size 1KiB --writes 300/s --reads 700/s --out shop.yaml', 'then: sba run shop.yaml'],
    [
      'sba init --product redis-cluster --node-timeout 5s --members 6 --entries 2M',
      'a given cluster, to standard output',
    ],
    [
      'sba init --write-behind 5s --store-writes 3k/s --entries 2M --out orders.yaml',
      'with a durable store behind the grid',
    ],
  ],
  exits: [0, 64, 65, 70],
  perform,
};

async function perform(line: CommandLine, io: Io): Promise<Outcome> {
  const out = line.value('out');
  if (out !== undefined && existsSync(resolve(io.directory, out)))
    return wrong(`${out} exists; choose another name or remove it`);
  const name = line.value('name') ?? nameFrom(out);
  if (!/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/.test(name))
    return wrong(`the name is "${name}"; expected lower-case letters, digits and hyphens, at most 64 (--name)`);
  const target = destination(line, io, line.names);
  if (isWrong(target)) return target;
  const card = await designInput(line, io, readDesign);
  if (isWrong(card)) return card;
  if (!card.ok) {
    io.stderr.write(refusalText({ source: line.names[0] ?? 'design', problems: card.problems }));
    return exit.invalid;
  }
  const question = line.has('calm')
    ? 'Does the design carry its load?'
    : 'A primary crashes: how long are its partitions away, and what is lost?';
  target.write(draftScenario(card.value, { name, question, fault: line.has('calm') ? 'none' : 'crash' }));
  if (out !== undefined) io.stderr.write(`${out} written; next: sba run ${out}\n`);
  return exit.passed;
}

function nameFrom(out: string | undefined): string {
  const file =
    out
      ?.split(/[\\/]/)
      .at(-1)
      ?.replace(/\.[a-z]+$/i, '') ?? '';
  return file === ''
    ? 'my-design'
    : file
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '') || 'my-design';
}
