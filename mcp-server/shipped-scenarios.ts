/**
 * The scenarios that come with the product, by name: file name without ending to text. From the sources they are read from scenarios/;
 * the build puts the same texts into the bundle in place of this file (scripts/bundles.ts), so that dist/mcp.mjs reads no file at all.
 */
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../scenarios/', import.meta.url);

export const shippedScenarios = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith('.yaml'))
      .sort()
      .map((file) => [file.slice(0, -'.yaml'.length), readFileSync(new URL(file, folder), 'utf8')]),
  );
