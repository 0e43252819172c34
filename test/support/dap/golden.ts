import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Compares a text with the stored one; `UPDATE_GOLDEN=1` stores it anew. It is never made without being asked for. */
export function assertGolden(file: string, actual: string): void {
  if (process.env.UPDATE_GOLDEN) writeFileSync(file, actual);
  assert.ok(existsSync(file), `${file} is missing: run once with UPDATE_GOLDEN=1, and read what it holds`);
  assert.equal(actual, readFileSync(file, 'utf8'));
}

const widthLimit = 110;

/** JSON on as few lines as fit. Undefined properties and those in `hidden` are left out. */
export function compactJson(value: unknown, indent = ''): string {
  const flat = JSON.stringify(value) ?? 'nothing';
  if (value === null || typeof value !== 'object' || flat.length + indent.length <= widthLimit) return flat;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((part) => inner + compactJson(part, inner))
    : Object.entries(value)
        .filter(([, part]) => part !== undefined)
        .map(([key, part]) => `${inner}${JSON.stringify(key)}: ${compactJson(part, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.join(',\n')}\n${indent}${close}`;
}
