// The looks: text stands out from its ground by what WCAG 2.2 AA asks, in the light and in the dark.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../src/tokens.css'), 'utf8');

function colour(name: string, theme: 0 | 1): number[] {
  const found = css.match(new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`));
  const hex = found?.[theme + 1] ?? '';
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
}

function luminance(rgb: number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string, theme: 0 | 1): number {
  const [dark = 0, light = 0] = [one, other].map((name) => luminance(colour(name, theme))).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const TEXT: [string, string][] = [
  ['ink', 'paper'],
  ['ink', 'raised'],
  ['ink', 'accent-wash'],
  ['ink', 'wrong-wash'],
  ['ink-soft', 'paper'],
  ['ink-soft', 'raised'],
  ['ink-soft', 'accent-wash'],
  ['ink-soft', 'wrong-wash'],
  ['ink-soft', 'rule'],
  ['accent', 'paper'],
  ['accent', 'raised'],
  ['wrong', 'paper'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-deep'],
];

it.each(TEXT)('%s can be read on %s', (text, ground) => {
  for (const theme of [0, 1] as const) expect(contrast(text, ground, theme)).toBeGreaterThanOrEqual(4.5);
});

it.each([
  ['edge', 'paper'],
  ['edge', 'raised'],
  ['accent', 'rule'],
  ['accent', 'accent-wash'],
])('%s can be seen against %s', (line, ground) => {
  for (const theme of [0, 1] as const) expect(contrast(line, ground, theme)).toBeGreaterThanOrEqual(3);
});
