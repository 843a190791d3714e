/**
 * A cited number as text: five significant digits in the unit of the result, thousands apart by a space (`4 451 ms`). Documents stay close
 * to the evidence, so times are not turned into minutes; shares are shown in per cent and sizes from 1 MiB in MiB.
 */
export function citedValue(value: number, unit: string): string {
  if (unit === 'ratio') return `${plain(value * 100)} %`;
  if (unit === 'bytes' && Math.abs(value) >= 1024 * 1024) return `${plain(value / (1024 * 1024))} MiB`;
  if (unit === 'count' || unit === '') return plain(value);
  return `${plain(value)} ${unit}`;
}

function plain(value: number): string {
  const rounded = Number.isInteger(value) ? value : Number(value.toPrecision(5));
  const text = String(rounded);
  if (text.includes('e')) return text;
  const [whole = '', fraction] = text.split('.');
  const spaced = whole.replace(/(\d)(?=(\d{3})+$)/g, '$1 ');
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}
