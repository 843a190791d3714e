/**
 * What one shard writes for `sba merge`: the whole selection (so that a merge needs no other file), and of each scenario the
 * replications that fell to this shard, exactly (exact-json.ts). A digest over all of it tells a file that was cut off or edited.
 *
 * The layout is private to one version of the engine: `merge` takes blobs of its own version only.
 */

import * as z from 'zod';
import { digestOf } from '../model/canonical.ts';
import type { Checked, Problem } from '../model/problem.ts';
import type { UsedFile } from '../model/recordings.ts';
import { engine } from '../version.ts';
import { exactJson, readExactJson } from './exact-json.ts';
import type { ReplicationResult } from './replication-tasks.ts';
import type { Range, Shard } from './shard-plan.ts';
import type { WarmUp } from './warm-up.ts';

const SCHEMA = 'sba/shard/v1';

/** A scenario as it was asked for. */
export interface ChosenScenario {
  readonly source: string;
  readonly text: string;
  /** Values given for its parameters, as text. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Files that it names, with their texts. */
  readonly files?: readonly UsedFile[];
  readonly seed: number;
  readonly replications: number;
  readonly runId: string;
}

export interface RefusedScenario {
  readonly source: string;
  readonly problems: readonly Problem[];
}

/** Everything a command was asked to run; the same in all shards of one run. */
export interface ShardSelection {
  /** One file was asked for by name. */
  readonly single: boolean;
  readonly files: readonly (ChosenScenario | RefusedScenario)[];
}

export interface ShardPart extends Range {
  /** Place in the selection. */
  readonly file: number;
  readonly warmUp: WarmUp | 'event-limit';
  readonly results: readonly ReplicationResult[];
}

export interface ShardContents {
  readonly shard: Shard;
  readonly selection: ShardSelection;
  readonly parts: readonly ShardPart[];
}

const form = z.looseObject({
  schemaVersion: z.literal(SCHEMA),
  engine: z.looseObject({ version: z.string() }),
  shard: z.object({ index: z.number(), of: z.number() }),
  digest: z.string(),
  contents: z.string(),
});

/** The text of the file, one line. */
export function shardText(contents: ShardContents): string {
  const exact = exactJson(contents);
  const { shard, selection } = contents;
  const made = contents.parts.reduce((sum, { results }) => sum + results.length, 0);
  return `${JSON.stringify({
    summary: `shard ${shard.index} of ${shard.of}: ${made} replications of ${selection.files.length} scenarios; sba merge joins the shards`,
    schemaVersion: SCHEMA,
    engine,
    shard,
    runIds: selection.files.flatMap((file) => ('runId' in file ? [file.runId] : [])),
    digest: digestOf(exact),
    contents: exact,
  })}\n`;
}

export function readShard(text: string, source: string): Checked<ShardContents> {
  const refused = (problem: Omit<Problem, 'source'>): Checked<never> => ({
    ok: false,
    problems: [{ source, ...problem }],
  });
  const again = 'run the shard again with the same files and flags';
  const checked = form.safeParse(json(text));
  if (!checked.success)
    return refused({
      path: '',
      found: 'something else',
      expected: 'a file that sba run --shard wrote',
      suggestion: again,
    });
  const { engine: by, contents, digest } = checked.data;
  if (by.version !== engine.version)
    return refused({
      path: 'engine.version',
      found: `a shard of version ${by.version}`,
      expected: `version ${engine.version}, which merges`,
      suggestion: 'make all shards and merge them with one version',
    });
  if (digestOf(contents) !== digest)
    return refused({
      path: 'digest',
      found: 'contents that were changed',
      expected: 'contents as written',
      suggestion: again,
    });
  // What the digest vouches for was written by shardText() of this version.
  return { ok: true, value: readExactJson(contents) as ShardContents };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
