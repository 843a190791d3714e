import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { byteSize, count, duration, kebabName, rate, ratio } from '../../simulator/model/quantity.ts';

const refusal = (schema: z.ZodType, value: unknown): string => {
  const result = schema.safeParse(value);
  return result.success ? `accepted as ${result.data}` : result.error.issues.map((issue) => issue.message).join(' / ');
};

describe('a duration', () => {
  it.each([
    ['1ns', 1],
    ['100us', 100_000],
    ['100µs', 100_000],
    ['100μs', 100_000],
    ['250ms', 250_000_000],
    ['5s', 5e9],
    ['5 s', 5e9],
    ['2m', 120e9],
    ['2min', 120e9],
    ['1h', 3600e9],
    ['100d', 8_640_000e9],
    ['0s', 0],
    ['0.3ms', 300_000],
    ['1.0000000005s', 1_000_000_001],
    ['1.0000000004s', 1_000_000_000],
    ['1_000ms', 1e9],
  ])('%s is %d ns', (text, ns) => {
    expect(duration().parse(text)).toBe(ns);
  });

  it('needs its unit, and says which could be meant', () => {
    expect(refusal(duration(), 250)).toBe(
      'found 250, expected a duration such as 250ms, at most 100d; write 250ms or 250s',
    );
    expect(refusal(duration(), '250')).toContain('write 250ms or 250s');
    expect(refusal(duration(), '5 seconds')).toContain('write s instead of seconds');
    expect(refusal(duration(), '5MS')).toContain('write ms instead of MS');
    expect(refusal(duration(), '5 weeks')).toContain('the units are ns us ms s m h d');
  });

  it('is not negative, not absurdly long, not below a nanosecond and not a list', () => {
    expect(refusal(duration(), '-5s')).toContain('it cannot be negative');
    expect(refusal(duration(), '101d')).toContain('at most 100d');
    expect(refusal(duration(), `${'9'.repeat(5000)}s`)).toContain('write a shorter number');
    expect(refusal(duration(), '0.1ns')).toContain('the smallest is 1ns');
    expect(refusal(duration({ min: '1ms' }), '10us')).toContain('from 1ms to 100d');
    expect(refusal(duration(), ['5s'])).toContain('found a list of 1');
    expect(refusal(duration(), undefined)).toContain('found nothing');
  });

  it('comes out as it went in, for every whole number of nanoseconds', () => {
    const units = [
      ['ns', 1],
      ['us', 1e3],
      ['ms', 1e6],
      ['s', 1e9],
    ] as const;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8_000_000 }), fc.constantFrom(...units), (amount, [unit, size]) => {
        expect(duration().parse(`${amount}${unit}`)).toBe(amount * size);
      }),
    );
  });

  it('is exact with decimals where binary fractions are not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 999_999_999 }), (seconds, ns) => {
        expect(duration().parse(`${seconds}.${String(ns).padStart(9, '0')}s`)).toBe(seconds * 1e9 + ns);
      }),
    );
  });
});

describe('a size', () => {
  it.each([
    ['512B', 512],
    ['1kB', 1000],
    ['1KiB', 1024],
    ['64MiB', 64 * 1024 ** 2],
    ['64Mi', 64 * 1024 ** 2],
    ['1.5GiB', 1.5 * 1024 ** 3],
    ['2TB', 2e12],
  ])('%s is %d bytes', (text, bytes) => {
    expect(byteSize().parse(text)).toBe(bytes);
  });

  it('says what KB could mean and that a bare number lacks its unit', () => {
    expect(refusal(byteSize(), '1KB')).toContain('write kB (1000 bytes) or KiB (1024 bytes)');
    expect(refusal(byteSize(), 1024)).toContain('write 1024B or 1024KiB');
  });
});

describe('a rate', () => {
  it.each([
    ['300/s', 300],
    ['20k/s', 20_000],
    ['1.5M/s', 1_500_000],
    ['0.1/s', 0.1],
    ['90/min', 1.5],
    ['3600/h', 1],
  ])('%s is %d per second', (text, perSecond) => {
    expect(rate().parse(text)).toBe(perSecond);
  });

  it('is above zero unless zero is meant to be possible', () => {
    expect(refusal(rate(), '0/s')).toContain('above 0/s');
    expect(rate({ min: 0 }).parse('0/s')).toBe(0);
    expect(refusal(rate(), 300)).toContain('write 300/s');
    expect(refusal(rate(), '20ktps')).toContain('write k/s instead of ktps');
  });
});

describe('a share', () => {
  it.each([
    ['70%', 0.7],
    ['0.1%', 0.001],
    ['100%', 1],
    ['0%', 0],
    ['33.3%', 0.333],
  ])('%s is %d', (text, share) => {
    expect(ratio().parse(text)).toBe(share);
  });

  it('is written with %, so 0, 1 and 0.7 are refused with what to write', () => {
    expect(refusal(ratio(), 0.7)).toContain('write 70%');
    expect(refusal(ratio(), 1)).toContain('write 100%');
    expect(refusal(ratio(), 0)).toContain('write 0%');
    expect(refusal(ratio(), 70)).toContain('write 70%');
    expect(refusal(ratio(), '120%')).toContain('from 0% to 100%');
  });
});

describe('a count', () => {
  it.each([
    ['2M', 2_000_000],
    ['2Mi', 2_097_152],
    ['500k', 500_000],
    ['1_000_000', 1_000_000],
    ['1.5k', 1500],
    [2_000_000, 2_000_000],
  ])('%s is %d', (text, value) => {
    expect(count().parse(text)).toBe(value);
  });

  it('is whole, and small enough to be exact', () => {
    expect(refusal(count(), '1.5')).toContain('it must come out whole');
    expect(refusal(count(), 1.5)).toContain('it must come out whole');
    expect(refusal(count(), 1e300)).toContain('write a shorter number');
    expect(refusal(count(), 1e-9)).toContain('it must come out whole');
    expect(refusal(count(), 2 ** 53)).toContain('at most 2^53 - 1');
    expect(refusal(count({ min: 1, max: 1e12 }), '2T')).toContain('from 1 to 1T');
    expect(refusal(count(), '2m')).toContain('the suffixes are k M G T');
  });
});

it('a name is made of lower-case letters, digits and hyphens', () => {
  expect(kebabName().parse('flash-sale-2')).toBe('flash-sale-2');
  for (const bad of ['', 'A', 'a b', '-a', 'a-', 'a'.repeat(65)])
    expect(kebabName().safeParse(bad).success).toBe(false);
});

it('no quantity ever throws, whatever it is given', () => {
  const schemas = [duration(), byteSize(), rate(), ratio(), count()];
  fc.assert(
    fc.property(fc.anything(), fc.string(), (thing, text) => {
      for (const schema of schemas) for (const value of [thing, text, `${text}s`]) schema.safeParse(value);
    }),
  );
});
