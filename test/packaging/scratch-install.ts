/** Judges that are not dependencies: pinned packages installed into a scratch folder, used and thrown away. Needs the npm registry. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Installs `packages` (NAME@VERSION), calls `use` with the folder, and removes it whatever happens. */
export const withPackages = async <T>(packages: readonly string[], use: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'sba-judge-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
    console.log(`npm install ${packages.join(' ')}`);
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder, ...packages], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
