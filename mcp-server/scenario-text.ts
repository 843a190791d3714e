/** A scenario argument: a text as it is, or a shipped scenario by its name. */
import type { ToolContext } from './tool.ts';

/** The text, or a refusal that lists the names there are. */
export type ScenarioText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly refusal: string };

export const scenarioText = (given: string, shipped: ToolContext['shipped']): ScenarioText => {
  const name = given
    .trim()
    .replace(/^scenarios\//, '')
    .replace(/\.yaml$/, '');
  if (!/^[a-z0-9-]+$/.test(name)) return { ok: true, text: given };
  const text = Object.hasOwn(shipped, name) ? shipped[name] : undefined;
  if (text !== undefined) return { ok: true, text };
  const names = Object.keys(shipped).join(', ');
  return {
    ok: false,
    refusal: `There is no shipped scenario "${name}". Shipped: ${names}. A scenario of your own is given as its whole text; files are not read.`,
  };
};
