/**
 * Recorded arrivals: the times of requests from your own log, written in the scenario or in a file that it names.
 *
 * A file is only another way of writing: its times are put into the scenario before anything is made of it (recordings.ts), so the
 * canonical form and the runId are those of the scenario that holds the same times itself.
 */
import * as z from 'zod';
import { duration, refuse } from './quantity.ts';

/** How a file of times is to be read. */
export interface RecordedFile {
  readonly file: string;
  readonly unit?: 'ns' | 'us' | 'ms' | 's' | undefined;
  readonly column?: string | undefined;
  readonly times?: 'offsets' | 'clock' | undefined;
}

export interface Recorded {
  readonly kind: 'recorded';
  /** ns after the beginning of the run; none yet while they are in a file. */
  readonly times: readonly number[];
  /** Absent once its times are put in. */
  readonly file?: RecordedFile;
}

const fileName = z
  .string()
  .min(1)
  .max(1000)
  .transform((name, context): string => {
    if (!/^([a-z][a-z\d+.-]*:|[/\\])/i.test(name)) return name;
    return refuse(context, {
      found: `"${name}"`,
      expected: 'the path of a file beside the scenario, relative to its folder',
      suggestion: 'nothing is fetched, and a scenario with its files can be moved: write for example arrivals.csv',
    });
  });

const written = z
  .array(duration())
  .min(1)
  .max(100_000)
  .transform((times): Recorded => ({ kind: 'recorded', times }));

const inFile = z
  .strictObject({
    file: fileName.describe(
      'Text file with one time a line, relative to the folder of the scenario; empty lines and lines that begin with # are skipped. The runId depends on the times in it.',
    ),
    unit: z
      .enum(['ns', 'us', 'ms', 's'])
      .optional()
      .describe('Unit of bare numbers in the file. Absent: every value carries its own, as 12ms does.'),
    column: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe(
        'Of a file of several columns (separated by commas, without quotes), the name of the column that holds the times, as the first line has it. Absent: the file has one column; a first line that is no number is its heading.',
      ),
    times: z
      .enum(['offsets', 'clock'])
      .optional()
      .describe(
        'offsets: times after the beginning of the run. clock: times of a clock (seconds since 1970, for example); the run begins with the first. Absent: offsets.',
      ),
  })
  .transform((file): Recorded => ({ kind: 'recorded', times: [], file }));

export const recorded = z
  .union([written, inFile])
  .describe(
    'Times of the requests after the beginning of the run, in ascending order, as in your own log: a list, or {file: …} for up to 1M of them.',
  );
