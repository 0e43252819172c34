import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, it } from 'node:test';
import { TextDocument, type TextEdit } from 'vscode-languageserver-textdocument';
import { formatting } from '../../../extension/language-server/features/formatting';
import { SourceDocument } from '../../../extension/language-server/index/sourceDocument';

function documentOf(uri: string, text: string): SourceDocument {
  return new SourceDocument(TextDocument.create(uri, 'smalltalk', 0, text), false);
}

function formatted(uri: string, text: string): string {
  const document = documentOf(uri, text);
  return TextDocument.applyEdits(document.text, formatting(document) as TextEdit[]);
}

function check(uri: string, text: string, expected: string): void {
  assert.equal(formatted(uri, text), expected);
  assert.equal(formatted(uri, expected), expected, 'formatting again changes it');
}

const header = 'Class {\n\t#name : #A,\n\t#superclass : #Object,\n\t#category : #B\n}\n\n';

describe('Formatting', () => {
  const cases: [what: string, uri: string, text: string, expected: string][] = [
    [
      'a Tonel method',
      'file:///A.class.st',
      `${header}A >> at:x   put: y [ |t|\nt:=x+y.   ^ t ]\n`,
      `${header}A >> at: x put: y [\n\t| t |\n\tt := x + y.\n\t^t\n]\n`,
    ],
    [
      'a method without statements',
      'file:///A.class.st',
      `${header}A >> run [  ]\n`,
      `${header}A >> run [\n]\n`,
    ],
    [
      'a comment, left where it says something',
      'file:///A.class.st',
      `${header}A >> run [\n"Why."\n  ^1 "one"\n]\n`,
      `${header}A >> run [\n\t"Why."\n\t^1 "one"\n]\n`,
    ],
    [
      'a method of a file-out, its marks doubled',
      'file:///a.cs',
      "!A methodsFor: 'x'!\nrun    ^'so!!' ,  self! !\n",
      "!A methodsFor: 'x'!\nrun\n\t^'so!!' , self! !\n",
    ],
    [
      'a SOM method',
      'file:///A.som',
      'A = (\n    run: a = ( |t| t:=a.  ^t )\n)\n',
      'A = (\n    run: a = (\n        | t |\n        t := a.\n        ^t\n    )\n)\n',
    ],
    [
      'a SOM method, with the lines of its comments where they were',
      'file:///A.som',
      'A = (\n    run = (\n        "One\n         two"\n      ^1 )\n)\n',
      'A = (\n    run = (\n        "One\n         two"\n        ^1\n    )\n)\n',
    ],
    ['expressions', 'file:///try.st', 'x:=3 .  x   foo:4', 'x := 3.\nx foo: 4'],
  ];
  for (const [what, uri, text, expected] of cases) it(`lays out ${what}`, () => check(uri, text, expected));

  const kept: [what: string, uri: string, text: string][] = [
    ['code with errors', 'file:///A.class.st', `${header}A >> run [ ^(3 + ]\n`],
    ['SOM strings with escapes', 'file:///A.som', "A = (\n    run = ( ^'a\\n' )\n)\n"],
  ];
  for (const [what, uri, text] of kept)
    it(`leaves ${what} alone`, () => assert.equal(formatted(uri, text), text));

  it('keeps the line ends of the file', () => {
    const text = `${header}A >> run [ |t| t:=1. ^t ]\n`.replaceAll('\n', '\r\n');
    const result = formatted('file:///A.class.st', text);
    assert.match(result, /\[\r\n\t\| t \|\r\n/);
    assert.doesNotMatch(result, /[^\r]\n/);
  });

  it('formats only the methods that a range touches', () => {
    const document = documentOf('file:///A.class.st', `${header}A >> a [ ^  1 ]\n\nA >> b [ ^  2 ]\n`);
    const line = document.text.positionAt(document.methods[1]!.item.start).line;
    const edits = formatting(document, { start: { line, character: 0 }, end: { line, character: 3 } });
    assert.deepEqual(
      edits.map(({ newText }) => newText),
      ['b [\n\t^2\n]'],
    );
  });

  it('is at rest on all of the kernel after one run, with every method still there', () => {
    const kernel = path.join(process.cwd(), 'runtime', 'kernel');
    const names = readdirSync(kernel, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.st'),
    );
    let methods = 0;
    for (const name of names) {
      const uri = `file:///${name}`;
      const text = readFileSync(path.join(kernel, name), 'utf8');
      const once = formatted(uri, text);
      const selectors = (source: string): string[] =>
        documentOf(uri, source).methods.map(({ item }) => item.selector);
      assert.deepEqual(selectors(once), selectors(text), name);
      assert.equal(formatted(uri, once), once, name);
      methods += selectors(once).length;
    }
    assert.ok(methods > 3_000, `only ${methods} methods`);
  });
});
