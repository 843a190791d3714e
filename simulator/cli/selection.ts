/**
 * The files a command works on: files as named, `-` for standard input, and for a directory the *.yaml, *.yml and *.json directly in it, in
 * the order of their bytes (the schema beside the shipped scenarios excepted). What cannot be read is a refused file, not an end.
 */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RefusedFile } from '../api.ts';
import type { Io } from './io.ts';
import { systemReason } from './output.ts';
import { textOf } from './text-file.ts';

export interface SelectedFile {
  /** As the user named it. */
  readonly source: string;
  readonly text: string;
}

export interface Selection {
  readonly files: readonly (SelectedFile | RefusedFile)[];
  /** Exactly one name, and no directory. */
  readonly single: boolean;
}

export async function select(names: readonly string[], io: Io): Promise<Selection> {
  const expanded = names.map((name) => expand(name, io.directory));
  const sources = [...new Set(expanded.flatMap(({ sources: each }) => each))];
  const files: (SelectedFile | RefusedFile)[] = expanded.flatMap(({ refused }) =>
    refused === undefined ? [] : [refused],
  );
  for (const source of sources)
    files.push(source === '-' ? { source, text: await io.readInput() } : readNamed(source, io.directory));
  return { files, single: names.length === 1 && !expanded.some(({ directory }) => directory) };
}

interface Expanded {
  readonly sources: readonly string[];
  readonly directory: boolean;
  readonly refused?: RefusedFile;
}

function expand(name: string, base: string): Expanded {
  if (name === '-' || !isDirectory(resolve(base, name))) return { sources: [name], directory: false };
  try {
    const found = readdirSync(resolve(base, name), { withFileTypes: true })
      .filter(
        (entry) => !entry.isDirectory() && /\.(ya?ml|json)$/.test(entry.name) && entry.name !== 'scenario.schema.json',
      )
      .map((entry) => entry.name)
      .sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
    const empty = unreadable(
      name,
      'a directory without scenarios',
      'at least one *.yaml, *.yml or *.json directly in it',
    );
    return {
      sources: found.map((file) => join(name, file)),
      directory: true,
      ...(found.length === 0 ? { refused: empty } : {}),
    };
  } catch (error) {
    return {
      sources: [],
      directory: true,
      refused: unreadable(name, systemReason(error), 'a directory that can be read'),
    };
  }
}

/** What cannot even be looked at (links in a circle, a name too long) is none: reading it says why. */
function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function readNamed(source: string, base: string): SelectedFile | RefusedFile {
  const reading = textOf(resolve(base, source));
  if ('text' in reading) return { source, text: reading.text };
  return reading.isBytes
    ? unreadable(source, reading.unreadable, 'text in UTF-8')
    : unreadable(source, reading.unreadable, 'a file that can be read');
}

function unreadable(source: string, found: string, expected: string): RefusedFile {
  return { source, problems: [{ source, path: '', found, expected }] };
}
