// The figures as a table for people, and as JSON for machines.
import type { BenchResult, Figure, Target } from './measurement';

export function jsonOf(figures: readonly Figure[]): { results: BenchResult[] } {
  return {
    results: figures.map(({ name, value, unit, ratio, against }) => ({
      name,
      value: rounded(value),
      unit,
      ratio: rounded(ratio),
      against,
    })),
  };
}

/** Four significant digits: more would be noise. */
function rounded(n: number): number {
  return Number(n.toPrecision(4));
}

export function meets(figure: Figure, { of, bound, limit }: Target): boolean {
  return bound === 'at most' ? figure[of] <= limit : figure[of] >= limit;
}

function shown(n: number): string {
  const digits = n >= 100 ? 0 : n >= 10 ? 1 : n >= 1 ? 2 : 3;
  return n.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function targetText(figure: Figure): string {
  const { target } = figure;
  if (!target) return '';
  const unit = target.of === 'ratio' ? 'x' : ` ${figure.unit}`;
  const text = `${target.bound} ${target.limit.toLocaleString('en-US')}${unit}`;
  return `${text}: ${meets(figure, target) ? 'met' : 'MISSED'}`;
}

/** One line a figure, columns aligned. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = [
    ['what', 'value', 'ratio', 'target', 'the ratio is'],
    ...figures.map((figure) => [
      figure.name,
      `${shown(figure.value)} ${figure.unit}`,
      `${shown(figure.ratio)}x`,
      targetText(figure),
      figure.against,
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const isNumber = (column: number): boolean => column === 1 || column === 2;
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (isNumber(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join('  ')
      .trimEnd();
  return [
    line(rows[0]),
    widths.map((width) => '-'.repeat(width)).join('  '),
    ...rows.slice(1).map(line),
  ].join('\n');
}
