import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incompleteBeta, inverseIncompleteBeta } from '../../simulator/statistics/incomplete-beta.ts';
import { logGamma, normalQuantile } from '../../simulator/statistics/special-functions.ts';
import { tCdf, tQuantile } from '../../simulator/statistics/student-t.ts';

/** Expected values computed with mpmath 1.3 at 40 digits, rounded to double. */
function expectRelative(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual / expected - 1), `${actual} against ${expected}`).toBeLessThan(tolerance);
}

describe('log-gamma', () => {
  it.each(logGammaTable())('ln Γ(%d) = %d', (z, expected) => expectRelative(logGamma(z), expected, 1e-12));

  it('satisfies Γ(z + 1) = z Γ(z)', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1000, noNaN: true }), (z) => {
        const difference = logGamma(z + 1) - logGamma(z) - Math.log(z);
        expect(Math.abs(difference)).toBeLessThan(1e-12 * Math.max(1, z));
      }),
    );
  });
});

describe('the regularised incomplete beta function', () => {
  it.each(incompleteBetaTable())('I_%d(%d, %d) = %d', (x, a, b, expected) =>
    expectRelative(incompleteBeta(x, a, b), expected, 1e-12),
  );

  const shape = fc.double({ min: 0.1, max: 1e5, noNaN: true });
  const inside = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

  it('is mirrored by swapping the shapes: I_x(a, b) + I_{1-x}(b, a) = 1', () => {
    fc.assert(
      fc.property(inside, shape, shape, (x, a, b) => {
        expect(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a, x)).toBeCloseTo(1, 10);
      }),
    );
  });

  it('satisfies I_x(a, 1) = x^a and I_x(1, b) = 1 - (1 - x)^b', () => {
    for (const x of [0.001, 0.3, 0.5, 0.9, 0.999]) {
      for (const k of [1, 2, 7, 40]) {
        expectRelative(incompleteBeta(x, k, 1), x ** k, 1e-12);
        expectRelative(incompleteBeta(x, 1, k), 1 - (1 - x) ** k, 1e-12);
      }
    }
  });

  it('grows with x', () => {
    fc.assert(
      fc.property(inside, inside, shape, shape, (x, y, a, b) => {
        const [low, high] = [Math.min(x, y), Math.max(x, y)];
        expect(incompleteBeta(low, a, b)).toBeLessThanOrEqual(incompleteBeta(high, a, b) + 1e-12);
      }),
    );
  });

  it('is undone by its inverse, in both tails', () => {
    const probability = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
    fc.assert(
      fc.property(probability, shape, shape, (p, a, b) => {
        const { x, y } = inverseIncompleteBeta(p, a, b);
        expectRelative(incompleteBeta(x, a, b, y), p, 1e-10);
      }),
    );
  });
});

describe('the normal quantile', () => {
  it.each([
    [0.6, 0.2533471031357997],
    [0.975, 1.959963984540054],
    [0.999, 3.090232306167813],
    [0.07, -1.475791028179171],
    [1e-10, -6.361340902404056],
    [1e-100, -21.273453560965326],
  ])('z(%d) = %d', (p, expected) => expectRelative(normalQuantile(p), expected, 1e-14));

  it('is 0 at one half and infinite at the ends', () => {
    expect([0, 0.5, 1].map(normalQuantile)).toEqual([Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY]);
  });
});

describe("Student's t", () => {
  it.each([
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 9, 2.262],
    [0.95, 10, 1.812],
    [0.99, 5, 3.365],
    [0.995, 30, 2.75],
    [0.9995, 120, 3.373],
  ])('reproduces the printed table: t(%d, %d) = %d', (p, degrees, expected) => {
    expect(Math.abs(tQuantile(p, degrees) - expected)).toBeLessThanOrEqual(0.0005);
  });

  it.each(studentTable())('t(%d, %d) = %d', (p, degrees, expected) => {
    expectRelative(tQuantile(p, degrees), expected, 1e-12);
    expectRelative(tCdf(expected, degrees), p, 1e-12);
  });

  it('is symmetric and undone by its distribution function', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-9, max: 0.499, noNaN: true }),
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        (p, degrees) => {
          const t = tQuantile(p, degrees);
          expectRelative(tCdf(t, degrees), p, 1e-10);
          expectRelative(1 - tCdf(-t, degrees), p, 1e-6);
        },
      ),
    );
  });

  it('has the closed forms of one and two degrees of freedom', () => {
    expectRelative(tQuantile(0.75, 1), 1, 1e-13);
    expectRelative(tQuantile(0.9, 2), 0.8 / Math.sqrt(2 * 0.9 * 0.1), 1e-13);
  });

  it('knows its limits', () => {
    expect(tCdf(Number.POSITIVE_INFINITY, 3)).toBe(1);
    expect(tCdf(Number.NEGATIVE_INFINITY, 3)).toBe(0);
    expect(tCdf(0, 3)).toBe(0.5);
    expect(() => tQuantile(1, 3)).toThrow(/out of range/);
  });
});

function logGammaTable(): readonly (readonly [number, number])[] {
  return [
    [0.001, 6.907178885383853],
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247001],
    [0.9, 0.06637623973474295],
    [1.5, -0.12078223763524522],
    [2.5, 0.2846828704729192],
    [3.0, Math.LN2],
    [7.25, 7.0521854507385395],
    [16.0, 27.89927138384089],
    [100.5, 361.4355404677776],
    [12345.75, 103960.59821925512],
    [1000000.0, 12815504.569147611],
    [1000000000.0, 19723265827.503716],
  ];
}

function incompleteBetaTable(): readonly (readonly [number, number, number, number])[] {
  return [
    [0.5, 0.5, 0.5, 0.5],
    [0.1, 2, 3, 0.052300000000000006],
    [0.9, 2, 3, 0.9963],
    [0.3, 10, 20, 0.3640040810719442],
    [0.01, 0.5, 500, 0.998472642120947],
    [0.999, 50, 0.5, 0.7523690199653766],
    [0.5, 1000, 1000, 0.5],
    [0.01, 10, 1000, 0.5539577291544904],
    [0.99, 50000.0, 500, 0.40568573139589154],
    [1e-6, 0.5, 1000000.0, 0.8427008448381964],
    [0.2, 3.7, 1.25, 0.003954071476575493],
    [0.04, 30, 1000, 0.9728756688763863],
    [0.49, 10000, 10000, 0.0023370593301101496],
    [0.985, 50000, 500, 4.160463718449398e-24],
  ];
}

function studentTable(): readonly (readonly [number, number, number])[] {
  return [
    [0.975, 1, 12.706204736174694],
    [0.975, 2.5, 3.5746548420036817],
    [0.95, 10, 1.8124611228116758],
    [0.975, 39, 2.022690920036761],
    [0.995, 4.2, 4.457770305318879],
    [0.9995, 30, 3.6459586350420627],
    [0.6, 7, 0.2631668613520228],
    [0.500001, 3, 2.7206990464340377e-6],
    [0.999999, 3, 103.29946777942897],
    [0.975, 1000, 1.962339080826408],
    [0.975, 1000000.0, 1.9599663568141066],
    [0.999999999999, 5, 393.9587026499902],
    [0.975, 1000000000.0, 1.959963986912325],
    [0.9999999999, 1000000000.0, 6.361340955643309],
    [0.75, 1000000000.0, 0.6744897504414167],
    [0.999, 10000000.0, 3.0902331211809115],
  ];
}
