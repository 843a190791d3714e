/**
 * An impossible state, told so that somebody can look at it: what, at which simulated time and event, with which seed, and the command that
 * does it again. The class of the error belongs to the kernel, which the faces do not know, so it is told by its fields.
 */
import { engineVersion, shellCommand } from '../api.ts';

export interface CrashedRun {
  readonly seed?: number | undefined;
  /** Words that do it again. */
  readonly command: readonly string[];
}

export function crashText(error: unknown, { seed, command }: CrashedRun): string {
  const { time, event, message, stack } = shape(error);
  const lines = [
    `internal error: ${message}`,
    '  This is a defect of the simulator, not of your scenario. Please report it with these lines.',
    time === undefined ? '' : `  simulated time: ${time / 1e9} s`,
    event === undefined ? '' : `  event: ${event}`,
    seed === undefined ? '' : `  seed: ${seed}`,
    `  version: ${engineVersion}`,
    `  reproduce: ${shellCommand(command)}`,
    ...(stack ?? '')
      .split('\n')
      .slice(1, 6)
      .map((line) => `  ${line.trim()}`),
  ];
  return `${lines.filter((line) => line.trim() !== '').join('\n')}\n`;
}

interface Shape {
  readonly message: string;
  readonly time?: number | undefined;
  readonly event?: number | undefined;
  readonly stack?: string | undefined;
}

function shape(error: unknown): Shape {
  if (!(error instanceof Error)) return { message: String(error) };
  const given = error as Error & { readonly time?: unknown; readonly event?: unknown };
  return { message: error.message, time: finite(given.time), event: finite(given.event), stack: error.stack };
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
