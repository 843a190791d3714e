/**
 * Files of recorded times, put into the scenario that names them. Who calls the parser reads the files; nothing here does.
 *
 * Where nobody reads files (the MCP server, a text without a place), a scenario that names one is refused with what to do instead. The
 * result carries the texts of its files beside that of the scenario, so that it says everything that is needed to run it again.
 */
import { digestOf } from './canonical.ts';
import type { DraftProblem } from './draft-problem.ts';
import type { Problem } from './problem.ts';
import { recordedTimes } from './recorded-file.ts';
import type { RecordedFile } from './recording.ts';
import type { Source } from './scenario.ts';
import { numbered } from './sense-view.ts';

/** Text of a file that a scenario names, with its name for problems, or why it cannot be read. */
export type FileReading = { readonly text: string; readonly source: string } | { readonly unreadable: string };

/** Reads a file by its name in the scenario. */
export type FileReader = (name: string) => FileReading;

/** A file that was used. */
export interface UsedFile {
  readonly file: string;
  /** SHA-256 of its text, in hex. */
  readonly digest: string;
  readonly text: string;
}

/** Gives out files that were read before. */
export function readerOf(files: readonly Pick<UsedFile, 'file' | 'text'>[]): FileReader {
  return (name) => {
    const kept = files.find(({ file }) => file === name);
    return kept === undefined ? { unreadable: 'it was not kept with the scenario' } : { text: kept.text, source: name };
  };
}

export interface Recordings {
  /** By index of the source. */
  readonly times: ReadonlyMap<number, readonly number[]>;
  readonly files: readonly UsedFile[];
  /** Problems of the scenario, and of the files themselves. */
  readonly drafts: readonly DraftProblem[];
  readonly problems: readonly Problem[];
}

/** `duration`: length of the run in ns, where it is known. */
export function recordingsOf(
  workload: readonly (Source | undefined)[] | undefined,
  duration: number | undefined,
  read: FileReader | undefined,
): Recordings {
  const times = new Map<number, readonly number[]>();
  const files = new Map<string, UsedFile>();
  const drafts: DraftProblem[] = [];
  const problems: Problem[] = [];
  for (const [index, { arrivals }] of numbered(workload)) {
    const settings = typeof arrivals === 'object' ? arrivals.file : undefined;
    if (settings === undefined) continue;
    const path = ['workload', index, 'arrivals', 'recorded', 'file'];
    const reading = readingOf(settings, read);
    if (!('text' in reading)) {
      drafts.push({ path, ...reading });
      continue;
    }
    const found = recordedTimes(reading.text, settings, duration);
    const place = { source: reading.source, path: `workload[${index}].arrivals.recorded` };
    problems.push(
      ...found.problems.map(({ line, found: what, expected, suggestion }) => ({
        ...place,
        ...(line === undefined ? {} : { line }),
        found: what,
        expected,
        ...(suggestion === undefined ? {} : { suggestion }),
      })),
    );
    times.set(index, found.times);
    files.set(settings.file, { file: settings.file, digest: digestOf(reading.text), text: reading.text });
  }
  return { times, files: [...files.values()], drafts, problems };
}

function readingOf({ file }: RecordedFile, read: FileReader | undefined) {
  if (read === undefined)
    return {
      found: `the file ${file}, and files are not read here`,
      expected: 'the times themselves: recorded: [10ms, 25ms, …]',
      suggestion: 'write the times into the scenario, or run it with the command line: sba run FILE',
    };
  const reading = read(file);
  if ('text' in reading) return reading;
  const expected = 'a text file in UTF-8, relative to the folder of the scenario';
  return { found: `${file}: ${reading.unreadable}`, expected };
}

/** The workload with the times of its files in it, as if they had been written there. */
export function withTimes(workload: readonly Source[], { times }: Recordings): Source[] {
  return workload.map((source, index) => {
    const own = times.get(index);
    return own === undefined ? source : { ...source, arrivals: { kind: 'recorded', times: own } };
  });
}
