/** Every tool, called as a host calls it. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { RunMemory } from '../../mcp-server/run-memory.ts';
import { shippedScenarios } from '../../mcp-server/shipped-scenarios.ts';
import { tools } from '../../mcp-server/tools.ts';
import { type Called, type Connection, connect } from './connection.ts';
import { toolExamples } from './tool-examples.ts';

let connection: Connection;
const answers = new Map<string, Called>();
beforeAll(async () => {
  connection = await connect();
  for (const [name, example] of Object.entries(toolExamples)) answers.set(name, await connection.call(name, example));
}, 60_000);

describe.each(tools.map((tool) => [tool.name, tool] as const))('%s', (name, tool) => {
  test('its example fits the published input schema, and its answer the published output schema', () => {
    const ajv = new Ajv2020({ strict: false });
    expect(ajv.validate(tool.inputSchema, toolExamples[name]), ajv.errorsText()).toBe(true);
    const { isError, text, structured } = answers.get(name)!;
    expect(isError, text).toBe(false);
    expect(ajv.validate(tool.outputSchema, structured), ajv.errorsText()).toBe(true);
  });

  test('answers with the summary first, and the same summary as text', () => {
    const { text, structured } = answers.get(name)!;
    expect(Object.keys(structured)[0]).toBe('summary');
    if ('verdict' in structured) expect(Object.keys(structured)[1]).toBe('verdict');
    expect(text).toBe(structured.summary);
    expect(JSON.stringify(structured).length).toBeLessThan(25_000);
  });

  test('refuses a key it does not know, by name, with the key that was meant', async () => {
    const { isError, text } = await connection.call(name, { ...toolExamples[name], nmae: 1, sedd: 2 });
    expect(isError).toBe(true);
    expect(text).toContain('unknown key "nmae"');
    expect(text).toContain('unknown key "sedd"');
  });
});

describe('the flat design', () => {
  test('a misspelt key inside is refused with the key that was meant', async () => {
    const { isError, text } = await connection.call('size_partitions', { design: { entrys: '2M', bakups: 2 } });
    expect(isError).toBe(true);
    expect(text).toContain('design.entrys');
    expect(text).toContain('did you mean "entries"?');
    expect(text).toContain('did you mean "backups"?');
  });
  test('a number without its unit is refused with the unit it needs', async () => {
    const { isError, text } = await connection.call('simulate_lag', { design: { writes: 3000, entrySize: '1 kilo' } });
    expect(isError).toBe(true);
    expect(text).toContain('design.writes');
    expect(text).toContain('3000/s');
    expect(text).toContain('design.entrySize');
  });
  test('design and scenario at once, or neither, is refused', async () => {
    for (const args of [{}, { design: {}, scenario: 'flash-sale' }]) {
      const { isError, text } = await connection.call('simulate_failover', args);
      expect(isError).toBe(true);
      expect(text).toContain('exactly one of design');
    }
  });
});

describe('runs', () => {
  test.each(['simulate_lag', 'simulate_failover', 'run_scenario'])(
    '%s returns the scenario it used, and running that text gives the same run',
    async (name) => {
      const { structured } = answers.get(name)!;
      const { text } = structured.scenario;
      expect(text).toContain('apiVersion: sba/v1');
      const again = await connection.call('run_scenario', { scenario: text, replications: 2 });
      expect(again.text).toBe(structured.summary);
      expect(again.structured.runId).toBe(structured.runId);
      expect(JSON.stringify(again.structured)).toBe(JSON.stringify({ ...structured }));
    },
  );

  test('sizing turned round says what a cluster holds, and its scenario is valid', async () => {
    const { structured } = await connection.call('size_partitions', {
      design: { members: 3, entrySize: '800B', memberMemory: '8GB' },
      reverse: true,
    });
    expect(structured).toMatchObject({ mostEntries: 7_200_000, fits: true });
    const check = await connection.call('run_scenario', { scenario: structured.scenario, validate_only: true });
    expect(check.structured.verdict, check.text).toBe('valid');
    const { isError, text } = await connection.call('size_partitions', { design: {}, reverse: true });
    expect([isError, text.includes('needs design.members')]).toEqual([true, true]);
  });

  test('sizing takes further numbers and intervals, and refuses what it does not know', async () => {
    const size = (given: object) => connection.call('size_partitions', { design: {}, ...given });
    const { structured } = await size({ more: { failures: 2 }, between: { entries: ['2M', '5M'] } });
    expect(structured.members).toBe(5);
    expect(structured.uncertainty.between).toEqual({ entries: { low: 2e6, high: 5e6 } });
    expect((await size({ more: { failurs: 2 } })).text).toContain('failures');
    expect((await size({ between: { entries: ['5M', '2M'] } })).text).toContain('the lower end of entries first');
    expect((await size({ between: { entries: '2M' } })).text).toContain('between.entries is no interval');
  });

  test('the scenario that sizing drafts can be run', async () => {
    const { structured } = answers.get('size_partitions')!;
    const { text, structured: check } = await connection.call('run_scenario', {
      scenario: structured.scenario,
      validate_only: true,
    });
    expect(check.verdict, text).toBe('valid');
  });

  test.each(['crash', 'host-loss', 'pause', 'split'])(
    'a failover by %s is drafted, valid and takes effect',
    async (fault) => {
      const design = { product: 'redis-cluster', entries: '10k', writes: '20/s', reads: '20/s', nodeTimeout: '1s' };
      const { isError, text, structured } = await connection.call('simulate_failover', {
        design,
        fault,
        fault_duration: '4s',
        replications: 2,
      });
      expect(isError, text).toBe(false);
      expect(structured.faults).toMatchObject([{ id: fault, kind: fault, tookEffect: true }]);
    },
  );

  test('expectations that were asked for take the place of the drafted ones', async () => {
    const wanted = ['replicationLag p99 < 10s', 'throughput > 1/s'];
    const { text, structured } = await connection.call('simulate_lag', {
      ...toolExamples.simulate_lag,
      expect: wanted,
    });
    expect(
      structured.expectations?.map((entry: { text: string }) => entry.text),
      text,
    ).toEqual(wanted);
  });

  test('parameters, seed and replications reach the run', async () => {
    const { text, structured } = await connection.call('run_scenario', {
      scenario: answers.get('simulate_failover')!.structured.scenario.text,
      parameters: { nodeTimeout: '1s', members: 8 },
      seed: 5,
      replications: 3,
    });
    expect(structured, text).toMatchObject({ seed: 5, replications: 3 });
    expect(structured.scenario.parameters).toMatchObject({ nodeTimeout: '1s' });
    expect(structured.runId).not.toBe(answers.get('simulate_failover')!.structured.runId);
  });
});

describe('checking a scenario without running it', () => {
  test('all problems at once, with their lines', async () => {
    const scenario =
      'apiVersion: sba/v1\nname: Bad Name\nquestion: x\ndesign: {members: 3, bakups: 1}\nrun: {duration: 5}\n';
    const { isError, structured, text } = await connection.call('run_scenario', { scenario, validate_only: true });
    expect(isError).toBe(false);
    expect(structured.verdict).toBe('invalid');
    expect(structured.problems.length).toBeGreaterThanOrEqual(3);
    expect(text).toContain('did you mean "backups"?');
    expect(text).toContain('<text>:5:');
  });
  test('running it all the same is refused with the same problems', async () => {
    const { isError, text } = await connection.call('run_scenario', { scenario: 'apiVersion: sba/v1\nname: x\n' });
    expect(isError).toBe(true);
    expect(text).toContain('nothing was run');
  });
  test('a shipped scenario by name is valid; a name that is not shipped is answered with those that are', async () => {
    expect(
      (await connection.call('run_scenario', { scenario: 'flash-sale', validate_only: true })).structured.verdict,
    ).toBe('valid');
    const { isError, text } = await connection.call('run_scenario', { scenario: 'flash-mob' });
    expect(isError).toBe(true);
    expect(text).toContain('flash-sale');
  });
  test('a file name is not read', async () => {
    const { isError, text } = await connection.call('run_scenario', { scenario: '/etc/hostname' });
    expect(isError).toBe(true);
    expect(text).not.toMatch(/ENOENT/);
  });
});

describe('decision records', () => {
  test('from a run of this connection, by its runId', async () => {
    const { runId } = answers.get('simulate_failover')!.structured;
    const { structured, text } = await connection.call('draft_adr', { run_ids: [runId] });
    expect(structured.markdown, text).toContain(runId);
    expect(structured.evidence).toMatchObject([
      { runId, scenario: { text: answers.get('simulate_failover')!.structured.scenario.text } },
    ]);
  });
  test('an unknown run_id is answered with the call that makes it again', async () => {
    const { isError, text } = await connection.call('draft_adr', { run_ids: ['r-unknown'] });
    expect(isError).toBe(true);
    expect(text).toContain('r-unknown');
    expect(text).toContain('call run_scenario with {"scenario"');
  });
  test('without evidence there is no record', async () => {
    expect((await connection.call('draft_adr', {})).isError).toBe(true);
  });
});

test('only the last runs are remembered', async () => {
  const runs = new RunMemory(2);
  const small = await connect(runs);
  const ids: string[] = [];
  for (const seed of [1, 2, 3])
    ids.push((await small.call('simulate_lag', { ...toolExamples.simulate_lag, seed })).structured.runId);
  expect(new Set(ids).size).toBe(3);
  expect(runs.size).toBe(2);
  expect((await small.call('draft_adr', { run_ids: [ids[0]] })).isError).toBe(true);
  expect((await small.call('draft_adr', { run_ids: [ids[2]] })).isError).toBe(false);
});

describe('a call that the client cancels is refused without a verdict', () => {
  test.each(['run_scenario', 'compare_designs', 'find_design'])('%s', async (name) => {
    const tool = tools.find((each) => each.name === name)!;
    const told: string[] = [];
    const outcome = await tool.call(toolExamples[name], {
      signal: AbortSignal.abort(),
      progress: ({ message }) => told.push(message),
      runs: new RunMemory(),
      shipped: shippedScenarios(),
    });
    expect(outcome).toEqual({ ok: false, refusal: 'Cancelled.' });
    expect(told).toEqual([]);
  });
});

test('oversized input is refused before anything looks at it', async () => {
  const { isError, text } = await connection.call('run_scenario', { scenario: `a: ${'x'.repeat(300_000)}` });
  expect(isError).toBe(true);
  expect(text.length).toBeLessThan(1000);
});
