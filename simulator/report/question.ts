/** The question of a scenario, read from the text it was run from: reports open with what was asked. */
import { readYaml } from '../model/yaml-document.ts';

export function questionOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const { value } = readYaml(text);
  const question = typeof value === 'object' && value !== null ? (value as { question?: unknown }).question : undefined;
  return typeof question === 'string' && question.trim() !== '' ? question.trim() : undefined;
}
