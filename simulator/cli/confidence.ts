/** `--confidence 0.9` or `--confidence 90%`: a share above 0, at most 1. */
import type { CommandLine } from './flags.ts';
import { type WrongUsage, wrong } from './io.ts';

/** Absent where the flag is. */
export function demandedConfidence(line: CommandLine): { readonly confidence?: number } | WrongUsage {
  const text = line.value('confidence');
  if (text === undefined) return {};
  const [, digits, percent] = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/.exec(text) ?? [];
  const confidence = Number(digits) / (percent === '%' ? 100 : 1);
  if (confidence > 0 && confidence <= 1) return { confidence };
  return wrong(`--confidence is "${text}"; expected a share above 0, at most 1, as in 0.9 or 90%`);
}
