/** What a host sees before the first call: names, instructions, descriptions and schemas. */
import { describe, expect, test } from 'vitest';
import { instructions } from '../../mcp-server/instructions.ts';
import { tools } from '../../mcp-server/tools.ts';
import { connect } from './connection.ts';
import { toolExamples } from './tool-examples.ts';

test('the tools come in the order of work, always the same', async () => {
  const order = [
    'size_partitions',
    'simulate_lag',
    'simulate_failover',
    'run_scenario',
    'compare_designs',
    'find_design',
    'draft_adr',
    'explain',
  ];
  const { client } = await connect();
  const first = await client.listTools();
  expect(first.tools.map((tool) => tool.name)).toEqual(order);
  expect(await client.listTools()).toEqual(first);
  expect(Object.keys(toolExamples)).toEqual(order);
});

test('the instructions fit where hosts cut them, and name every tool', async () => {
  const { client } = await connect();
  expect(client.getInstructions()).toBe(instructions);
  expect(instructions.length).toBeLessThan(4096);
  for (const tool of tools) expect(instructions).toContain(tool.name.replace(/^simulate_.*/, 'simulate_'));
});

test('the server names itself sba, with the version of the package', async () => {
  const { client } = await connect();
  expect(client.getServerVersion()).toMatchObject({ name: 'sba', version: '0.1.0' });
});

describe.each(tools.map((tool) => [tool.name, tool] as const))('%s', (_name, tool) => {
  test('says what it is for, what it is not for, and gives an example that fits its schema', async () => {
    expect(tool.description).toMatch(/^For: /m);
    expect(tool.description).toMatch(/^Not for: /m);
    expect(tool.description.length).toBeLessThanOrEqual(1000);
    const [, example = ''] = tool.description.match(/^Example: (.*)$/m) ?? [];
    const known = Object.keys(tool.inputSchema.properties as object);
    expect(Object.keys(JSON.parse(example)).every((key) => known.includes(key))).toBe(true);
  });

  test('publishes plain schemas: closed objects with described fields in, an open object out, no references, no union on top', () => {
    const { inputSchema, outputSchema } = tool;
    expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(outputSchema.type).toBe('object');
    const text = JSON.stringify([inputSchema, outputSchema]);
    expect(text).not.toMatch(/\$ref|\$defs|"definitions"/);
    expect(text).not.toContain('9007199254740991');
    expect(JSON.stringify(outputSchema)).not.toContain('"additionalProperties":false');
    for (const key of ['anyOf', 'oneOf', 'allOf']) expect(Object.keys(inputSchema)).not.toContain(key);
    for (const [name, field] of Object.entries(inputSchema.properties as Record<string, { description?: string }>)) {
      expect(field.description, name).toMatch(/\w/);
    }
  });

  test('publishes no schema of several types at once, which some clients refuse', () => {
    expect(JSON.stringify([tool.inputSchema, tool.outputSchema])).not.toContain('"type":[');
  });

  test('is annotated: reads only, repeatable, stays in its own world', async () => {
    const { client } = await connect();
    const listed = (await client.listTools()).tools.find(({ name }) => name === tool.name);
    expect(listed?.annotations).toMatchObject({
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: false,
    });
    expect(listed?.title).toBe(tool.title);
  });
});

test('the flat design is the same in every tool that takes it', () => {
  const designs = tools.flatMap((tool) => {
    const { design } = tool.inputSchema.properties as Record<string, { properties?: object; description?: string }>;
    // The later tools leave the fields to the first.
    if (design !== undefined && design.properties === undefined)
      expect(design.description).toContain('size_partitions');
    return design?.properties === undefined ? [] : [JSON.stringify(design.properties)];
  });
  expect(designs.length).toBe(1);
  expect(new Set(designs).size).toBe(1);
});

test('names, descriptions and arguments of all tools stay small', () => {
  const size = tools.reduce(
    (sum, tool) => sum + JSON.stringify([tool.name, tool.description, tool.inputSchema]).length,
    0,
  );
  expect(size / 4).toBeLessThan(4500);
});
