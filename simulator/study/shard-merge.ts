/**
 * Shards put together again: every one of a run exactly once, all of the same run. What does not fit is told all at once.
 *
 * The joined replications stand behind the same port as those that are simulated, so a merge is a study like any other: it judges in the
 * order of the indices, and its result is the one of the undivided run to the last byte.
 */
import { invariant } from '../kernel/invariant.ts';
import { canonicalJson } from '../model/canonical.ts';
import type { Checked, Problem } from '../model/problem.ts';
import type { Deliver, ReplicationResult, ReplicationTask, ReplicationTasks } from './replication-tasks.ts';
import { readShard, type ShardContents, type ShardPart, type ShardSelection } from './shard-blob.ts';
import type { WarmUp } from './warm-up.ts';

export interface WrittenShard {
  /** Name of the file. */
  readonly source: string;
  readonly text: string;
}

export interface JoinedShards {
  readonly selection: ShardSelection;
  /** By place in the selection; none for a scenario that was refused. */
  readonly recorded: ReadonlyMap<number, Recorded>;
}

export interface Recorded {
  readonly warmUp: WarmUp | 'event-limit';
  readonly results: readonly ReplicationResult[];
}

interface ReadShard {
  readonly source: string;
  readonly contents: ShardContents;
}

export function joinShards(written: readonly WrittenShard[]): Checked<JoinedShards> {
  const problems: Problem[] = [];
  const shards: ReadShard[] = [];
  for (const { source, text } of written) {
    const checked = readShard(text, source);
    if (checked.ok) shards.push({ source, contents: checked.value });
    else problems.push(...checked.problems);
  }
  const [first] = shards;
  if (first === undefined) return { ok: false, problems };
  const own = shards.filter((shard) => isOfSameRun(shard, first));
  problems.push(...shards.filter((shard) => !own.includes(shard)).map((shard) => foreign(shard, first)));
  problems.push(...duplicates(own), ...missing(own, first));
  if (problems.length > 0) return { ok: false, problems };
  const parts = own.flatMap(({ contents }) => contents.parts);
  const files = [...first.contents.selection.files.keys()].filter((file) => parts.some((part) => part.file === file));
  const recorded = new Map(files.map((file) => [file, joined(parts.filter((part) => part.file === file))]));
  return { ok: true, value: { selection: first.contents.selection, recorded } };
}

function isOfSameRun({ contents }: ReadShard, first: ReadShard): boolean {
  const { shard, selection } = first.contents;
  return contents.shard.of === shard.of && canonicalJson(contents.selection) === canonicalJson(selection);
}

function foreign({ source, contents }: ReadShard, first: ReadShard): Problem {
  return {
    source,
    path: 'runIds',
    found: `a shard of another run: ${described(contents)}`,
    expected: `one of the run of ${first.source}: ${described(first.contents)}`,
    suggestion:
      'give every shard the same files by the same names in the same order, the same flags and the same number of shards',
  };
}

function described({ shard, selection }: ShardContents): string {
  const runs = selection.files.map((file) =>
    'runId' in file ? `${file.source} ${file.runId}` : `${file.source} refused`,
  );
  return `${shard.of} shards of ${runs.slice(0, 3).join(', ')}${runs.length > 3 ? ` and ${runs.length - 3} more` : ''}`;
}

function duplicates(shards: readonly ReadShard[]): Problem[] {
  const seen = new Map<number, string>();
  const problems: Problem[] = [];
  for (const { source, contents } of shards) {
    const { index, of } = contents.shard;
    const before = seen.get(index);
    if (before === undefined) seen.set(index, source);
    else
      problems.push({
        source,
        path: 'shard',
        found: `shard ${index}/${of}, which ${before} has too`,
        expected: 'each shard once',
        suggestion: 'leave one of the two out',
      });
  }
  return problems;
}

function missing(shards: readonly ReadShard[], first: ReadShard): Problem[] {
  const { of } = first.contents.shard;
  const there = new Set(shards.map(({ contents }) => contents.shard.index));
  const absent = Array.from({ length: of }, (_, at) => at + 1).filter((index) => !there.has(index));
  return absent.map((index) => ({
    source: first.source,
    path: 'shard',
    found: `no shard ${index}/${of}`,
    expected: `all ${of} shards of the run`,
    suggestion: `make it: sba run … --shard ${index}/${of} --out shard-${index}.json, with the files and flags of the others`,
  }));
}

function joined(parts: readonly ShardPart[]): Recorded {
  const [first] = parts;
  invariant(first !== undefined, 'a scenario without a part');
  for (const part of parts)
    invariant(
      canonicalJson(part.warmUp) === canonicalJson(first.warmUp),
      'the shards decided differently about the warm-up: the runs were not deterministic',
    );
  return { warmUp: first.warmUp, results: parts.flatMap(({ results }) => results) };
}

/** Hands over what was recorded. */
export class RecordedTasks implements ReplicationTasks {
  readonly share = 0;
  readonly #results: readonly ReplicationResult[];

  constructor(results: readonly ReplicationResult[]) {
    this.#results = results;
  }

  async perform({ from, to }: ReplicationTask, deliver: Deliver): Promise<'done'> {
    for (const result of this.#results) if (result.replication >= from && result.replication < to) deliver(result);
    return 'done';
  }
}
