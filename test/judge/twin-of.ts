/** The twins of a scenario given by its body; every one of them agrees. */
import { expect } from 'vitest';
import { runScenario } from '../../simulator/api.ts';
import type { Twin } from '../../simulator/model/result.ts';

async function twinsOf(body: string, replications = 4): Promise<readonly Twin[]> {
  const text = `apiVersion: sba/v1\nname: twins\nquestion: Does theory agree?\n${body}\n`;
  const checked = await runScenario(text, { replications });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems, undefined, 2));
  const { twins } = checked.value.result;
  expect(twins.filter(({ agrees, comparison }) => !agrees && comparison === undefined)).toEqual([]);
  return twins;
}

export async function namesOf(body: string, replications = 4): Promise<readonly string[]> {
  return (await twinsOf(body, replications)).map(({ name }) => name);
}

export async function twinOf(name: string, body: string, replications = 4): Promise<Twin | undefined> {
  return (await twinsOf(body, replications)).find((twin) => twin.name === name);
}
