/** Scenarios that come with the product, by name, for tests that compare ways to make the same run. */
import { readFileSync } from 'node:fs';

export function shipped(name: string): string {
  return readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), 'utf8');
}
