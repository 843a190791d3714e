/** `sba run --shard i/n`: the replications that fall to one machine of n, written as a file for `sba merge`. No verdict here. */
import { runShard } from '../api.ts';
import { exit } from './exit-code.ts';
import { filesBeside } from './files-beside.ts';
import type { CommandLine } from './flags.ts';
import { groundOf, type Io, type Outcome, type WrongUsage, wrong } from './io.ts';
import type { Destination } from './output.ts';
import { ProgressDisplay } from './progress.ts';
import { refusalText } from './refusal-text.ts';
import type { RunSettings } from './run-settings.ts';
import type { Selection } from './selection.ts';

const MOST_SHARDS = 1000;
/** They say how a verdict is shown, and a shard has none. */
const ofTheMerge = ['format', 'fail-code', 'verbose'];

export interface ShardFlag {
  readonly index: number;
  readonly of: number;
}

/** Undefined without --shard. */
export function shardFlag(line: CommandLine): ShardFlag | undefined | WrongUsage {
  const text = line.value('shard');
  if (text === undefined) return undefined;
  const [, index = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (!(index >= 1 && index <= of && of <= MOST_SHARDS))
    return wrong(`--shard is "${text}"; expected i/n with i from 1 to n and n at most ${MOST_SHARDS}, as in 2/4`);
  const odd = ofTheMerge.filter((flag) => line.has(flag));
  if (odd.length > 0)
    return wrong(
      `--${odd.join(' and --')} and --shard exclude each other: a shard has no verdict; give it to sba merge`,
    );
  return { index, of };
}

export interface ShardJob {
  readonly shard: ShardFlag;
  readonly selection: Selection;
  readonly settings: RunSettings;
  readonly target: Destination;
  readonly io: Io;
  readonly quiet: boolean;
}

export async function performShard({ shard, selection, settings, target, io, quiet }: ShardJob): Promise<Outcome> {
  if (settings.options.replications === 'auto') return undivided('--replications is auto');
  const display = new ProgressDisplay(io, { quiet, scenarios: 1 });
  const outcome = await runShard(selection.files, {
    ...settings.options,
    shard,
    single: selection.single,
    filesOf: (source) => filesBeside(source, io.directory),
    ...groundOf(io),
    progress: (source, done, total) =>
      display.update(0, source, { done, total, share: done / total, isTotalFinal: true }),
  });
  display.clear();
  if (outcome === 'stopped') {
    io.stderr.write(`interrupted: shard ${shard.index}/${shard.of} is not written\n`);
    return exit.interrupted;
  }
  if ('undivided' in outcome) return undivided(`${outcome.undivided.join(', ')}: run.replications is auto`);
  for (const file of outcome.refused) io.stderr.write(refusalText(file));
  target.write(outcome.text);
  return outcome.refused.length > 0 ? exit.invalid : exit.passed;
}

/** When `auto` ends is known from the results of all shards together. */
function undivided(what: string): WrongUsage {
  return wrong(`${what}, which cannot be divided among shards; give their number, as in --replications 64`);
}
