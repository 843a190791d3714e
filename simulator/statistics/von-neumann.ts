/**
 * Do successive values depend on one another? The ratio of the mean square successive difference to the variance.
 *
 *   C = 1 − Σ (x[i] − x[i+1])² / (2 Σ (x[i] − mean)²)
 *
 * is the lag-1 autocorrelation with its ends corrected; for independent normal values it has mean 0 and variance (k − 2)/(k² − 1) and is
 * as good as normal from k = 8 on (von Neumann, Annals of Mathematical Statistics 12, 1941; as a test of batch means: Fishman, Management
 * Science 24, 1978). The test is one-sided: only positive dependence makes batch means too sure. With few batches it sees strong
 * dependence only: at 20 batches and 5 % an autocorrelation of 0.36 is found half of the time, so that silence is no proof.
 */
import { normalQuantile } from './special-functions.ts';

export interface SerialDependence {
  /** Lag-1 autocorrelation; 0 where nothing varies or there are fewer than three values. */
  readonly autocorrelation: number;
  /** Beyond what independent values show with that probability. */
  readonly isSignificant: boolean;
}

/** `error`: the probability, in (0, 0.5), that independent values are called dependent. */
export function serialDependence(values: readonly number[], error: number): SerialDependence {
  const k = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / k;
  let squares = 0;
  let steps = 0;
  values.forEach((value, i) => {
    squares += (value - mean) * (value - mean);
    if (i > 0) steps += (value - values[i - 1]!) * (value - values[i - 1]!);
  });
  if (k < 3 || !(squares > 0)) return { autocorrelation: 0, isSignificant: false };
  const autocorrelation = 1 - steps / (2 * squares);
  const limit = normalQuantile(1 - error) * Math.sqrt((k - 2) / (k * k - 1));
  return { autocorrelation, isSignificant: autocorrelation > limit };
}
