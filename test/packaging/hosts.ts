/**
 * Judge: the folder, copied as it is into a skills folder, is a valid skill for the reference validator and two lint tools, and in a real
 * Claude Code without network, account or anything installed it is a skill and a connected MCP server at once.
 *
 * `npm run judge:hosts`. Claude Code is proprietary, 360 MB, and used for nothing but this look from outside.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tools } from '../../mcp-server/tools.ts';
import { copyOutside, repositoryFiles } from './checkout.ts';
import { withPackages } from './scratch-install.ts';

const name = 'space-based-architecture';
const validators = ['skills-ref@0.1.5', 'skill-check@1.2.0'];
const host = '@anthropic-ai/claude-code@2.1.329';

const home = mkdtempSync(join(tmpdir(), 'sba-home-'));
const skill = join(home, '.claude/skills', name);
const project = join(home, 'project');

let failed = 0;
const judge = (what: string, good: boolean): void => {
  console.log(`${good ? 'ok    ' : 'FAILED'} ${what}`);
  if (!good) failed += 1;
};

const validate = async (folder: string): Promise<void> => {
  const run = (bin: string, ...args: readonly string[]) =>
    spawnSync(join(folder, 'node_modules/.bin', bin), args, { encoding: 'utf8', cwd: project });
  judge('skills-ref validate', run('skills-ref', 'validate', skill).status === 0);
  const check = run('skill-check', 'check', skill, '--no-security-scan', '--strict', '--format', 'json');
  judge(`skill-check --strict: ${check.stdout.match(/"score": \d+/)?.[0]}`, check.status === 0);
};

const discover = async (folder: string): Promise<void> => {
  const claude = join(folder, 'node_modules/@anthropic-ai/claude-code-linux-x64/claude');
  const settings = ['DISABLE_AUTOUPDATER=1', 'CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1'];
  // No network interface, an empty environment, an empty home.
  const run = (...args: readonly string[]) =>
    spawnSync(
      'unshare',
      ['-rn', 'env', '-i', `HOME=${home}`, `PATH=${process.env.PATH}`, ...settings, claude, ...args],
      {
        cwd: project,
        encoding: 'utf8',
        input: '',
        timeout: 120_000,
      },
    );
  judge('plugin validate --strict', run('plugin', 'validate', '--strict', skill).status === 0);
  judge(
    'mcp list says it is connected',
    /plugin:space-based-architecture:sba: node .*Connected/.test(run('mcp', 'list').stdout),
  );
  const [first = '{}'] = run('-p', 'hi', '--output-format', 'stream-json', '--verbose').stdout.split('\n');
  const seen = JSON.parse(first) as { readonly skills?: readonly string[]; readonly tools?: readonly string[] };
  const ours = (seen.tools ?? []).filter((tool) => tool.startsWith(`mcp__plugin_${name}_sba__`));
  judge('the session lists the skill', seen.skills?.includes(name) === true);
  judge(
    `the session lists ${ours.length} tools of at most 60 characters`,
    ours.length === tools.length && ours.every((tool) => tool.length <= 60),
  );
};

const copy = copyOutside(repositoryFiles());
try {
  mkdirSync(project, { recursive: true });
  cpSync(copy, skill, { recursive: true });
  await withPackages(validators, validate);
  await withPackages([host], discover);
} finally {
  rmSync(copy, { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
