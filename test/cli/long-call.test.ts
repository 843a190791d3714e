/** What the verbs with long calls do alike: refusals, interrupts, and the command that does a crash again. */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { commandWords, readCommandLine } from '../../simulator/cli/flags.ts';
import { isWrong } from '../../simulator/cli/io.ts';
import { decidingFlags } from '../../simulator/cli/run-settings.ts';
import { compare } from '../../simulator/cli/verbs/compare.ts';
import { find } from '../../simulator/cli/verbs/find.ts';
import { run } from '../../simulator/cli/verbs/run.ts';
import { folder, invalid, passing, sba } from './command.ts';

const twoParameters = passing
  .replace('parameters: {', 'parameters: {members: 1, ')
  .replace('members: 1, backups', 'members: $members, backups');
const place = folder({ 'pass.yaml': twoParameters, 'other design.yaml': twoParameters, 'invalid.yaml': invalid });
afterAll(place.remove);

/** Good for the start of the display, gone when progress is to be shown: a crash in the middle of the work. */
const clockThatBreaks = () => {
  let looks = 0;
  return () => {
    if (looks++ > 0) throw new Error('the clock is gone');
    return 0;
  };
};

describe('a crash tells the command that does it again', () => {
  const grid = ['--grid', 'members=1,2'];
  test.each([
    ['run', 'pass.yaml', ...grid, '--show', 'utilisation mean', '--seed', '4', '--param', 'rate=50/s'],
    ['run', 'pass.yaml', ...grid, '--grid', 'rate=50/s,90/s', '--replications', '2'],
    ['find', 'pass.yaml', ...grid, '--vary', 'rate', '--seed', '4', '--param', 'rate=50/s'],
    ['compare', 'pass.yaml', 'other design.yaml', '--b', 'rate=90/s', '--replications', '2'],
    ['compare', 'pass.yaml', '--a', 'rate=80/s', '--b', 'rate=90/s', '--b', 'members=2'],
    ['run', 'pass.yaml', '--seed', '4', '--replications', 'auto', '--param', 'rate=90/s'],
  ])('%j', async (...words) => {
    const { code, stderr } = await sba([...words, '--quiet', '--workers', '1', '--format', 'json'], {
      directory: place.path,
      now: clockThatBreaks(),
    });
    expect(code).toBe(70);
    const shown = words.map((word) => (word.includes(' ') ? `'${word}'` : word)).join(' ');
    expect(stderr).toMatch(/^internal error: the clock is gone$/m);
    expect(stderr).toContain(`  reproduce: sba ${shown}\n`);
  });

  test('with every flag that decides the numbers: those left out only say how the work is done and shown', () => {
    const ofTheWork = ['workers', 'shard', 'format', 'out', 'fail-code', 'quiet', 'verbose', 'help'];
    for (const { flags } of [run, find, compare])
      for (const flag of Object.keys(flags)) expect([...decidingFlags, ...ofTheWork]).toContain(flag);
  });

  test('in words that read back as the same names and values, whatever they look like', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom('--seed', '--', '-', '-x', '--b=2', 'two words'),
    );
    fc.assert(
      fc.property(fc.array(text), fc.array(text), fc.array(text), (names, grids, params) => {
        const given = [...grids.map((value) => `--grid=${value}`), ...params.map((value) => `--param=${value}`)];
        const line = readCommandLine([...given, '--', ...names], run.flags);
        if (isWrong(line)) throw new Error(line.wrong);
        const [program, verb, ...words] = commandWords('run', line.names, line.words(decidingFlags));
        expect([program, verb]).toEqual(['sba', 'run']);
        const again = readCommandLine(words, run.flags);
        if (isWrong(again)) throw new Error(again.wrong);
        expect([again.names, again.values('grid'), again.values('param')]).toEqual([names, grids, params]);
      }),
    );
  });
});

describe('a scenario with problems is 65 and told in the same words', () => {
  test.each([
    ['run', 'invalid.yaml'],
    ['run', 'invalid.yaml', '--grid', 'rate=50/s,90/s'],
    ['find', 'invalid.yaml', '--grid', 'rate=50/s'],
  ])('by %j', async (...words) => {
    const { code, stdout, stderr } = await sba(words, { directory: place.path });
    expect([code, stdout]).toEqual([65, '']);
    expect(stderr).toMatch(/^invalid\.yaml: refused, (one problem|\d+ problems)\n {2}invalid\.yaml:5/);
  });

  test.each([
    ['run', 'nowhere.yaml', '--grid', 'rate=50/s,90/s'],
    ['find', 'nowhere.yaml', '--grid', 'rate=50/s'],
    ['compare', 'nowhere.yaml', 'pass.yaml'],
  ])('and so is a file that is not there, by %j', async (...words) => {
    const { code, stdout, stderr } = await sba(words, { directory: place.path });
    expect([code, stdout]).toEqual([65, '']);
    expect(stderr).toMatch(/^nowhere\.yaml: refused, one problem\n/);
  });
});

test.each([
  ['run', 'pass.yaml', '--grid', 'rate=50/s,90/s'],
  ['find', 'pass.yaml', '--grid', 'rate=50/s,90/s'],
  ['compare', 'pass.yaml', '--b', 'rate=50/s'],
])('an interrupt leaves the partial answer and 130: %j', async (...words) => {
  const { code, stdout, stderr } = await sba(words, { directory: place.path, signal: AbortSignal.abort() });
  expect([code, stderr]).toEqual([130, '']);
  expect(stdout).not.toBe('');
});
