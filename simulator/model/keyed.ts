/**
 * An object with exactly one of several keys, as in `{exponential: 100us}` or `{zoneOf: eu-a}`: the key says what kind of thing it is,
 * the value is that thing. The output is the output of the chosen key's schema. No key, two keys or an unknown key are one clear problem.
 */
import * as z from 'zod';
import { refuse } from './quantity.ts';

type Outputs<Shape extends Record<string, z.ZodType>> = z.output<Shape[keyof Shape]>;
type Inputs<Shape extends Record<string, z.ZodType>> = { [Key in keyof Shape]?: z.input<Shape[Key]> };

/** Schema of an object with exactly one of the keys of `shape`. */
export function keyed<const Shape extends Record<string, z.ZodType>>(
  shape: Shape,
): z.ZodType<Outputs<Shape>, Inputs<Shape>> {
  const keys = Object.keys(shape);
  const optional = Object.fromEntries(keys.map((key) => [key, shape[key]!.optional()]));
  const pick = (value: Record<string, unknown>, context: z.RefinementCtx): unknown => {
    if (context.issues.length > 0) return z.NEVER;
    const given = keys.filter((key) => value[key] !== undefined);
    if (given.length === 1) return value[given[0]!];
    const found = given.length === 0 ? 'an empty object' : `both ${given.join(' and ')}`;
    return refuse(context, { found, expected: `exactly one of ${keys.join(', ')}` });
  };
  return z
    .strictObject(optional)
    .meta({ title: `{${keys.join(' | ')}: …}`, minProperties: 1, maxProperties: 1 })
    .transform(pick) as unknown as z.ZodType<Outputs<Shape>, Inputs<Shape>>;
}
