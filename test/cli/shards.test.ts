/** A run divided among machines and joined again is the undivided run, byte for byte; whatever does not fit together is refused. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shipped } from '../workers/shipped.ts';
import { folder, invalid, passing, quickScenario, sba } from './command.ts';

let place: ReturnType<typeof folder>;
const names = ['flash-sale.yaml', 'redis-master-crash.yaml', 'zone-split.yaml', 'invalid.yaml', 'wide.yaml'];
beforeAll(() => {
  place = folder({
    ...Object.fromEntries(names.slice(0, 3).map((name) => [name, shipped(name.replace('.yaml', ''))])),
    'invalid.yaml': invalid,
    'wide.yaml': quickScenario('wide', 'errorRatio < 50%').replace('run: {', 'run: {eventLimit: 500, '),
    'pass.yaml': passing,
  });
});
afterAll(() => place.remove());

const run = (...words: readonly string[]) => sba(words, { directory: place.path });

async function divided(of: number, ...words: readonly string[]): Promise<readonly string[]> {
  const blobs: string[] = [];
  for (let index = 1; index <= of; index++) {
    const blob = `${of}-${index}-${words.length}.json`;
    await run('run', ...words, '--shard', `${index}/${of}`, '--out', blob);
    blobs.push(blob);
  }
  return blobs;
}

describe('shards joined', () => {
  test('give the bytes and the exit code of the undivided run in every format, refused files included', async () => {
    const words = [...names, '--replications', '2'];
    const blobs = await divided(4, ...words);
    for (const format of ['text', 'json', 'junit', 'markdown', 'github']) {
      const whole = await run('run', ...words, '--format', format);
      const joined = await run('merge', ...blobs, '--format', format);
      expect(joined.stdout === whole.stdout, format).toBe(true);
      expect([joined.code, joined.stderr]).toEqual([whole.code, whole.stderr]);
    }
  });

  test('in any order, for one scenario with 24 replications, its own seed and parameters', async () => {
    const words = ['flash-sale.yaml', '--replications', '24', '--seed', '9', '--param', 'peak=500/s'];
    const whole = await run('run', ...words, '--format', 'json');
    for (const of of [1, 4]) {
      const joined = await run('merge', ...(await divided(of, ...words)).toReversed(), '--format', 'json');
      expect(joined.stdout === whole.stdout).toBe(true);
    }
  });

  test('one that is made again is the same file', async () => {
    const words = ['run', 'pass.yaml', '--shard', '2/2'];
    const [first, second] = [await run(...words), await run(...words)];
    expect(first.code).toBe(0);
    expect(second.stdout).toBe(first.stdout);
  });
});

describe('what cannot be joined is refused with exit 65, all of it at once', () => {
  test('missing, given twice, of another run, changed, of another version, no shard at all', async () => {
    const own = await divided(4, 'pass.yaml', '--replications', '8');
    const other = await divided(2, 'pass.yaml', '--seed', '3');
    const text = readFileSync(join(place.path, own[1]!), 'utf8');
    writeFileSync(join(place.path, 'twice.json'), readFileSync(join(place.path, own[0]!)));
    writeFileSync(join(place.path, 'changed.json'), text.replace('\\"events\\":', '\\"events\\":1'));
    writeFileSync(join(place.path, 'version.json'), text.replace(/"version":"[^"]+"/, '"version":"9.9.9"'));
    const files = [
      own[0]!,
      'twice.json',
      own[2]!,
      other[0]!,
      'changed.json',
      'version.json',
      'pass.yaml',
      'absent.json',
    ];
    const { code, stdout, stderr } = await run('merge', ...files);
    expect([code, stdout]).toEqual([65, '']);
    for (const said of [
      /absent\.json: found no such file/,
      /changed\.json: digest: found contents that were changed/,
      /version\.json: engine\.version: found a shard of version 9\.9\.9/,
      /pass\.yaml: found something else, expected a file that sba run --shard wrote/,
      /2-1-3\.json: runIds: found a shard of another run: 2 shards of pass\.yaml/,
      /twice\.json: shard: found shard 1\/4, which 4-1-3\.json has too/,
      /found no shard 2\/4/,
      /found no shard 4\/4/,
    ])
      expect(stderr).toMatch(said);
    expect(stderr).toContain('refused, 8 problems');
  });

  test.each([
    [64, ['run', 'flash-sale.yaml', '--shard', '1/2'], 'give their number'],
    [64, ['run', 'pass.yaml', '--shard', '1/2', '--replications', 'auto'], 'give their number'],
    [64, ['run', 'pass.yaml', '--shard', '3/2'], 'expected i/n'],
    [64, ['run', 'pass.yaml', '--shard', '0/2'], 'expected i/n'],
    [64, ['run', 'pass.yaml', '--shard', '1/2', '--format', 'json'], 'give it to sba merge'],
    [64, ['merge'], 'sba run --shard'],
    [65, ['run', 'invalid.yaml', '--shard', '1/2'], 'did you mean'],
  ] as const)('%i for %j', async (code, words, said) => {
    const ended = await run(...words);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(said);
  });
});

test('an interrupted shard writes nothing and ends with 130', async () => {
  const interrupted = new AbortController();
  interrupted.abort();
  const ended = await sba(['run', 'pass.yaml', '--shard', '1/2'], {
    directory: place.path,
    signal: interrupted.signal,
  });
  expect([ended.code, ended.stdout]).toEqual([130, '']);
});
