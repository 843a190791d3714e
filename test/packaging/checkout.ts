/** The repository as a user gets it: its root, its files, and a copy of them outside with nothing installed above it. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every file that is or would be committed, relative to the root. */
export const repositoryFiles = (): readonly string[] =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(root, file)));

/** Copies the files that a skills folder would hold (tests and sources are not needed to run). Remove it when done. */
export const copyOutside = (files: readonly string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sba-copy-'));
  for (let above = folder; above !== dirname(above); above = dirname(above)) {
    if (existsSync(join(above, 'node_modules'))) throw new Error(`node_modules above the copy, at ${above}`);
  }
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  return folder;
};

export const shippedFiles = (): readonly string[] =>
  repositoryFiles().filter((file) => /^(dist|scenarios|references|\.claude-plugin)\/|^(SKILL|README)\.md$/.test(file));
