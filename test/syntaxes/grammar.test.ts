import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';

const root = process.cwd();
const folder = path.join(root, 'test', 'syntaxes');
const tool = path.join(root, 'node_modules', 'vscode-tmgrammar-test', 'dist', 'unit.js');
const grammar = path.join(root, 'syntaxes', 'smalltalk.tmLanguage.json');

describe('The grammar', () => {
  const files = readdirSync(folder).filter((name) => /\.(st|som)$/.test(name));
  for (const name of files) {
    it(`colours ${name} as it says of itself`, async () => {
      const file = path.join(folder, name);
      const run = promisify(execFile)(process.execPath, [tool, '--grammar', grammar, file]);
      const { output, failed } = await run.then(
        ({ stdout }) => ({ output: stdout, failed: false }),
        ({ stdout, stderr }: { stdout: string; stderr: string }) => ({
          output: stdout + stderr,
          failed: true,
        }),
      );
      assert.equal(failed, false, output);
      assert.match(output, /run successfuly/);
    });
  }
});

describe('What the grammar stands beside', () => {
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(root, 'syntaxes', name), 'utf8'));

  it('has word and indentation patterns that compile', () => {
    const configuration = read('languageConfiguration.json') as {
      wordPattern: { pattern: string; flags: string };
      indentationRules: Record<string, string>;
    };
    const { pattern, flags } = configuration.wordPattern;
    const word = new RegExp(pattern, `g${flags}`);
    assert.deepEqual('at: größe_2 put: 3'.match(word), ['at', 'größe_2', 'put']);
    const indents = new RegExp(configuration.indentationRules['increaseIndentPattern']!);
    assert.equal(indents.test('Account >> balance ['), true);
    assert.equal(indents.test('\tx ifTrue: [^1]'), false);
  });

  it('has snippets, each with a prefix of its own', () => {
    const snippets = Object.values(read('snippets.json') as Record<string, { prefix: string }>);
    const prefixes = snippets.map(({ prefix }) => prefix);
    assert.ok(prefixes.length > 10);
    assert.equal(new Set(prefixes).size, prefixes.length);
  });
});
