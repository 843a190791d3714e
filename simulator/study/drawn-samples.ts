/**
 * The single draws as columns of a result, so that they can be plotted: the value of every input, and per expectation the estimate and
 * whether it is met.
 *
 * At most 200 draws (the first ones; any prefix of the plan is a random one). A value is that of the number that was run, in the unit of its
 * column: ms, bytes, 1/s, a ratio, a count.
 */
import { type UncertainInput, writtenAt } from '../model/uncertain.ts';
import type { DrawnSamples } from '../model/uncertainty.ts';
import { amountOf } from '../model/unit.ts';

export const MOST_SAMPLES = 200;

interface Column {
  readonly text: string;
  readonly estimates: readonly (number | undefined)[];
  readonly met: readonly boolean[];
}

export function drawnSamples(
  inputs: readonly UncertainInput[],
  positions: readonly (readonly number[])[],
  columns: readonly Column[],
): DrawnSamples {
  return {
    inputs: inputs.map((input, index) => inputColumn(input, positions[index]!)),
    expectations: columns.map(({ text, estimates, met }) => ({
      text,
      estimates: estimates.slice(0, MOST_SAMPLES).map((estimate) => estimate ?? null),
      met: met.slice(0, MOST_SAMPLES),
    })),
  };
}

export function inputColumn(input: UncertainInput, positions: readonly number[]): DrawnSamples['inputs'][number] {
  return {
    path: input.path,
    unit: input.form.unit === 'number' ? '' : input.form.unit,
    values: positions.slice(0, MOST_SAMPLES).map((position) => {
      const written = writtenAt(input, position);
      return typeof written === 'number' ? written : amountOf(written)!.value;
    }),
  };
}
