/** The formats by name: what `--format` takes. A further format is a further file and a line here. */
import { githubReport } from './github.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import type { Report } from './report.ts';
import { type TextOptions, textReport } from './text.ts';

export const reportFormats = ['text', 'json', 'junit', 'markdown', 'github'] as const;
export type ReportFormat = (typeof reportFormats)[number];

const writers: Readonly<Record<ReportFormat, (report: Report, options: TextOptions) => string>> = {
  text: textReport,
  json: jsonReport,
  junit: junitReport,
  markdown: markdownReport,
  github: githubReport,
};

/** The report as one text that ends in a newline. Options concern the text format alone. */
export function renderReport(report: Report, format: ReportFormat, options: TextOptions = {}): string {
  return writers[format](report, options);
}
