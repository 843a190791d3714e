/**
 * Every file that is made from the sources, as path and text. Pure, so that a test can compare with what is on disk.
 */
import { fieldReference } from '../simulator/model/field-reference.ts';
import { scenarioJsonSchemaText } from '../simulator/model/json-schema.ts';
import { metricReference } from './metric-reference.ts';
import { productPages } from './product-page.ts';
import { promiseTable } from './promise-table.ts';

export interface GeneratedFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

export const generatedFiles = (): readonly GeneratedFile[] => [
  { path: 'scenarios/scenario.schema.json', text: scenarioJsonSchemaText() },
  { path: 'references/scenario-fields.md', text: fieldReference() },
  { path: 'references/metrics.md', text: metricReference() },
  { path: 'references/promises.md', text: promiseTable() },
  ...productPages(),
];
