/** The command line as people type it: strict, helpful, quiet where it should be. */
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { validateScenario } from '../../simulator/api.ts';
import { readCommandLine } from '../../simulator/cli/flags.ts';
import { isWrong } from '../../simulator/cli/io.ts';
import { failing, folder, invalid, passing, sba } from './command.ts';

const verbs = ['init', 'validate', 'run', 'merge', 'size', 'draft', 'explain', 'mcp'];

let place: ReturnType<typeof folder>;
beforeAll(() => {
  place = folder({
    'b.yaml': passing,
    'a.yml': failing,
    'B.json': '{"apiVersion": "sba/v1"}',
    'scenario.schema.json': '{}',
    'notes.txt': '',
  });
});
afterAll(() => place.remove());

describe('help', () => {
  test('lists every verb and every exit code', async () => {
    const { code, stdout } = await sba(['--help']);
    expect(code).toBe(0);
    for (const verb of verbs) expect(stdout).toMatch(new RegExp(`^  ${verb} `, 'm'));
    for (const exit of [0, 1, 2, 64, 65, 70, 130]) expect(stdout).toMatch(new RegExp(`^  ${exit} `, 'm'));
  });

  test.each(verbs)('sba %s --help shows usage, flags, examples and exit codes', async (verb) => {
    const { code, stdout, stderr } = await sba([verb, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    for (const heading of [`Usage: sba ${verb}`, 'Flags', 'Examples', 'Exit codes']) expect(stdout).toContain(heading);
    expect((await sba(['help', verb])).stdout).toBe(stdout);
    expect((await sba([verb, '--nonsense', '-h'])).stdout).toBe(stdout);
  });

  test.each(verbs)('every flag in the examples of %s exists', async (verb) => {
    const { stdout } = await sba([verb, '--help']);
    const flags = stdout.slice(stdout.indexOf('Flags'), stdout.indexOf('Examples'));
    const examples = stdout
      .slice(stdout.indexOf('Examples'))
      .split('\n')
      .filter((line) => line.startsWith(`  sba ${verb}`));
    for (const [flag] of examples.join(' ').matchAll(/--[a-z-]+/g)) expect(flags).toContain(`  ${flag}`);
  });

  test('the version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect((await sba(['--version'])).stdout).toBe(`sba ${version}\n`);
  });
});

describe('a wrong command line is 64 and says what would be right', () => {
  test.each([
    [[], /init, validate, run/],
    [['rnu'], /did you mean "run"\?/],
    [
      ['verify', 'x.md'],
      /there is no verb "verify".*init, validate, run, merge, size, compare, find, draft, explain, mcp/,
    ],
    [['fit'], /there is no verb "fit"/],
    [['run', 'x.yaml', '--sed', '3'], /unknown flag --sed; did you mean "--seed"\?/],
    [['run', 'x.yaml', '--html', 'x.html'], /unknown flag --html/],
    [['run', 'x.yaml', '--seed'], /--seed needs a value: --seed N/],
    [['run', 'x.yaml', '--seed', '1', '--seed', '2'], /--seed is given twice/],
    [['run', 'x.yaml', '--quiet=yes'], /--quiet takes no value/],
    [['run', 'x.yaml', '-x'], /unknown flag -x/],
    [['run', 'x.yaml', '--format', 'jnuit'], /did you mean "junit"\?/],
    [['run', 'x.yaml', '--param', 'a=1', '--param', 'a=2'], /--param a is given twice/],
    [['size'], /--entries 2M/],
    [['draft', 'runbook', 'x.json'], /"runbook" cannot be drafted; there is adr/],
    [['explain', '--schema', 'foo'], /there are scenario, result, design/],
    [['init', '--name', 'No Good', '--entries', '1M'], /expected lower-case letters/],
  ])('%j', async (words, message) => {
    const { code, stdout, stderr } = await sba(words);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(message);
  });
});

test('names, flags and -- in any order give the same reading', () => {
  const flags = {
    seed: { value: 'N', help: '' },
    quiet: { help: '' },
    param: { value: 'X', repeatable: true, help: '' },
  } as const;
  const word = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !text.startsWith('-'));
  fc.assert(
    fc.property(fc.array(word), fc.array(word), fc.boolean(), (names, values, quiet) => {
      const words = [
        ...names,
        ...(quiet ? ['-q'] : []),
        ...values.flatMap((value, index) => (index % 2 === 0 ? ['--param', value] : [`--param=${value}`])),
      ];
      const line = readCommandLine(words, flags);
      if (isWrong(line)) throw new Error(line.wrong);
      expect([line.names, line.values('param'), line.has('quiet')]).toEqual([names, values, quiet]);
      const dashed = readCommandLine(['--', ...words], flags);
      expect(isWrong(dashed) ? dashed : dashed.names).toEqual(words);
    }),
  );
});

describe('sba run', () => {
  test('links in a circle and names that are too long are refused files, and no defect', async () => {
    const { path, remove } = folder({});
    try {
      symlinkSync('loop', join(path, 'loop'));
      const long = 'n'.repeat(400);
      const { code, stderr } = await sba(['run', 'loop', long], { directory: path });
      expect(code).toBe(65);
      expect(stderr).toContain('loop: found links that lead in a circle, expected a file that can be read');
      expect(stderr).toContain('found a name that is too long');
      const out = await sba(['run', 'loop', '--out', 'loop'], { directory: path });
      expect(out.code).toBe(64);
    } finally {
      remove();
    }
  });

  test('a directory stands for its scenarios in the order of their bytes', async () => {
    const { stdout, stderr, code } = await sba(['run', '.', '--format', 'json'], { directory: place.path });
    const { results, refused } = JSON.parse(stdout) as {
      results: { scenario: { name: string } }[];
      refused: { source: string }[];
    };
    expect(results.map(({ scenario }) => scenario.name)).toEqual(['fails', 'passes']);
    expect(refused.map(({ source }) => source)).toEqual(['B.json']);
    expect(stderr).not.toContain('schema.json');
    expect(code).toBe(65);
  });

  test('standard input is a scenario, too, and one file gives its result itself', async () => {
    const { stdout, code } = await sba(['run', '-', '--format', 'json'], { input: passing });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'pass',
      scenario: { name: 'passes' },
      seed: 5,
      replications: 3,
    });
  });

  test('the same command gives the same bytes; seed, replications and parameters change the run', async () => {
    const json = async (...words: readonly string[]) =>
      (await sba(['run', '-', '--format', 'json', ...words], { input: passing })).stdout;
    const first = await json();
    expect(await json()).toBe(first);
    const id = (text: string) => (JSON.parse(text) as { runId: string }).runId;
    const others = await Promise.all([json('--seed', '6'), json('--replications', '4'), json('--param', 'rate=90/s')]);
    expect(new Set([first, ...others].map(id)).size).toBe(4);
  });

  test('the command under the report makes the same result again', async () => {
    const options = { directory: place.path };
    const first = await sba(['run', 'b.yaml', '--param', 'rate=90/s', '--seed', '9'], options);
    const command = /^ {2}sba (run .*)$/m.exec(first.stdout)![1]!.split(' ');
    expect((await sba(command, options)).stdout).toBe(first.stdout);
  });

  test('progress is silent for two seconds, a bar on a terminal, a plain line elsewhere, and never on standard output', async () => {
    const clock = () => {
      let time = 0;
      return () => {
        time += 1500;
        return time;
      };
    };
    const run = (words: readonly string[], terminal: boolean, now = clock()) =>
      sba(['run', '-', ...words], { input: passing, terminal, now, env: { NO_COLOR: '1' } });
    expect((await run([], false, () => 0)).stderr).toBe('');
    expect((await run([], true)).stderr).toContain('\r');
    expect((await run([], false)).stderr).toMatch(/^- {2}\d+ of 3 replications(, about \d+ s left)?\n$/);
    expect((await run(['--quiet'], true)).stderr).toBe('');
    expect((await run([], true)).stdout).toBe((await run([], false, () => 0)).stdout);
  });

  test('colour on a terminal, unless NO_COLOR is set or the result goes to a file', async () => {
    const run = (env: Record<string, string>) => sba(['run', '-'], { input: passing, terminal: true, env });
    expect((await run({})).stdout).toContain('\u001b[32mpass');
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) expect((await run(env)).stdout).not.toContain('\u001b');
  });
});

describe('sba validate', () => {
  test('lists what is valid and tells every problem at once', async () => {
    const two = invalid.replace('exponential: 1ms', 'exponential: 1');
    const files = folder({ 'good.yaml': passing, 'bad.yaml': two });
    const { code, stdout, stderr } = await sba(['validate', 'good.yaml', 'bad.yaml'], { directory: files.path });
    expect(code).toBe(65);
    expect(stdout).toMatch(/^good\.yaml: valid: passes, 0 faults, 1 expectations, rate=100\/s, digest [0-9a-f]{12}\n$/);
    expect(stderr).toContain('bad.yaml: refused, 2 problems');
    files.remove();
  });

  test('as JSON the problems are in the result', async () => {
    const { code, stdout, stderr } = await sba(['validate', '-', '--format', 'json'], { input: invalid });
    expect([code, stderr]).toEqual([65, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'invalid',
      files: [{ source: '-', problems: [{ line: 5, path: 'design.membrs' }] }],
    });
  });
});

describe('sba init and sba size', () => {
  const design = [
    '--product',
    'redis-cluster',
    '--entries',
    '2M',
    '--entry-size',
    '1KiB',
    '--writes',
    '300/s',
    '--reads',
    '700/s',
  ];

  test('init writes a scenario that is valid', async () => {
    const { code, stdout } = await sba(['init', ...design]);
    expect(code).toBe(0);
    expect(validateScenario(stdout)).toMatchObject({ ok: true, value: { scenario: { name: 'my-design' } } });
  });

  test('init names the scenario after its file and never writes over one', async () => {
    const files = folder({});
    const words = ['init', ...design, '--calm', '--out', 'My Shop.yaml'];
    expect((await sba(words, { directory: files.path })).code).toBe(0);
    const text = readFileSync(join(files.path, 'My Shop.yaml'), 'utf8');
    expect(text).toContain('name: my-shop');
    const again = await sba(words, { directory: files.path });
    expect([again.code, existsSync(join(files.path, 'My Shop.yaml'))]).toEqual([64, true]);
    expect(readFileSync(join(files.path, 'My Shop.yaml'), 'utf8')).toBe(text);
    files.remove();
  });

  test('size answers with what decides and with formulas; JSON has the scenario that checks it', async () => {
    const { stdout } = await sba(['size', ...design]);
    for (const words of ['What decides', 'product minimum', 'failoverTime', 'nodeTimeout + 0.85 p'])
      expect(stdout).toContain(words);
    const answer = JSON.parse((await sba(['size', ...design, '--format', 'json'])).stdout) as {
      members: number;
      scenario: string;
    };
    expect(answer.members).toBe(6);
    expect(validateScenario(answer.scenario).ok).toBe(true);
  });

  test('size --reverse says what a cluster holds, and needs to know its members', async () => {
    const { code, stdout } = await sba(['size', '--reverse', '--members', '6', '--member-memory', '8GB']);
    expect(code).toBe(0);
    for (const words of ['What stops more', 'mostEntries', 'hold at most']) expect(stdout).toContain(words);
    const json = await sba(['size', '--reverse', '--members', '6', '--format', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ members: 6, fits: true, limits: [{ constraint: 'memory' }, {}] });
    expect((await sba(['size', '--reverse', '--entries', '2M'])).stderr).toContain('needs the members');
    expect((await sba(['size', '--reverse', '--members', '6', '--entries', '2M..5M'])).code).toBe(64);
  });

  test('size takes intervals from flags and files and refuses what is none at its flag', async () => {
    const files = folder({ 'design.yaml': 'entries: {between: [2M, 5M]}\n' });
    const { stdout } = await sba(['size', 'design.yaml', '--writes', '1k/s..3k/s'], { directory: files.path });
    expect(stdout).toContain('90 % intervals');
    expect(stdout).toContain('decided most by');
    const { code, stderr } = await sba(['size', '--entries', '5M..2M']);
    expect(code).toBe(65);
    expect(stderr).toContain('--entries');
    expect(stderr).toContain('the lower end of entries first');
    files.remove();
  });

  test('a design comes from a file, too, and flags win over it', async () => {
    const files = folder({
      'design.yaml': 'entries: 2M\nmembers: 9\n',
      'bad.yaml': 'entries: 2M\nmembrs: 9\nwrites: 300\n',
    });
    const size = async (...words: readonly string[]) =>
      sba(['size', ...words, '--format', 'json'], { directory: files.path });
    expect(JSON.parse((await size('design.yaml')).stdout)).toMatchObject({ members: 9 });
    expect(JSON.parse((await size('design.yaml', '--members', '12')).stdout)).toMatchObject({ members: 12 });
    const refused = await size('bad.yaml', '--backups', '99');
    expect(refused.code).toBe(65);
    for (const words of ['bad.yaml:2:1: membrs', 'did you mean "members"?', 'bad.yaml:3:9: writes', '--backups: found'])
      expect(refused.stderr).toContain(words);
    files.remove();
  });
});

describe('sba draft adr', () => {
  test('a saved result and the scenario itself give the same record', async () => {
    const files = folder({ 'passes.yaml': passing });
    const options = { directory: files.path };
    await sba(['run', 'passes.yaml', '--format', 'json', '--out', 'result.json'], options);
    const fromResult = await sba(['draft', 'adr', 'result.json'], options);
    const fromScenario = await sba(['draft', 'adr', 'passes.yaml'], options);
    expect(fromResult).toEqual({ code: 0, stdout: fromScenario.stdout, stderr: '' });
    expect(fromResult.stdout).toContain('Chosen option: "Option A"');
    files.remove();
  });

  test('results of a folder are read, a failure makes a record as well, a design adds its closed forms', async () => {
    const list = (await sba(['run', '.', '--format', 'json'], { directory: place.path })).stdout;
    const files = folder({ 'list.json': list, 'design.yaml': 'entries: 2M' });
    const { code, stdout } = await sba(
      ['draft', 'adr', 'list.json', '--title', 'Keep one unit', '--design', 'design.yaml'],
      { directory: files.path },
    );
    expect(code).toBe(0);
    for (const words of [
      '# Keep one unit',
      '* Bad, because `throughput > 1000/s` does not hold',
      '[size:memoryPerMember]',
    ])
      expect(stdout).toContain(words);
    files.remove();
  });

  test('what is no result is refused with its path', async () => {
    const { code, stderr } = await sba(['draft', 'adr', '-'], {
      input: '{"schemaVersion": "sba/result/v1", "runId": "x"}',
    });
    expect(code).toBe(65);
    expect(stderr).toContain('expected a result of sba run --format json');
  });
});

describe('sba explain', () => {
  test('says what a name means, and suggests when there is none', async () => {
    expect((await sba(['explain', 'writeOutage'])).stdout).toContain('no member that the main side can reach');
    expect((await sba(['explain', 'not', 'exercised'])).stdout).toContain('(verdict)');
    const unknown = await sba(['explain', 'writeOutge']);
    expect([unknown.code, unknown.stdout]).toEqual([65, '']);
    expect(unknown.stderr).toContain('did you mean "writeOutage"');
    expect(JSON.parse((await sba(['explain', 'crash', '--format', 'json'])).stdout)).toMatchObject({
      topics: [{ name: 'crash', kind: 'fault' }],
    });
  });

  test.each(['scenario', 'result', 'design'])('--schema %s is a JSON Schema', async (name) => {
    const { stdout } = await sba(['explain', '--schema', name]);
    expect(JSON.parse(stdout)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
  });
});
