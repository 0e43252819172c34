import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ESLint } from 'eslint';

const eslint = new ESLint({ cwd: process.cwd() });

/** Whether the lint lets `file` have this line as its import. */
function check(file: string, line: string, allowed: boolean): void {
  test(`${file} ${allowed ? 'may' : 'may not'} ${line}`, async () => {
    const [{ messages }] = await eslint.lintText(`${line}\n`, { filePath: file });
    const found = messages
      .filter(({ ruleId }) => ruleId === 'archipelago/layers')
      .map(({ message }) => message);
    assert.equal(found.length, allowed ? 0 : 1, found.join('\n'));
  });
}

check('runtime/devices/a.ts', "import { x } from '../object-memory/objects';", false);
check('runtime/primitives/a.ts', "import { x } from '../devices/openFiles';", true);
check('runtime/interpreter/a.ts', "import { x } from '../object-memory/objects';", true);
check('runtime/object-memory/a.ts', "import { x } from '../interpreter/interpreter';", false);
check('runtime/object-memory/a.ts', "import type { X } from '../primitives/primitive';", true);
check('runtime/object-memory/a.ts', "import { x } from '../primitives/primitive';", false);
check('runtime/interpreter/a.ts', "import { FAIL } from '../primitives/primitive';", true);
check('runtime/interpreter/a.ts', "import { plus } from '../primitives/integerPrimitives';", false);
check('runtime/compiler/a.ts', "import { x } from '../object-memory/objects';", false);
check('runtime/interpreter/a.ts', "import { readFile } from 'node:fs';", false);
check('runtime/interpreter/a.ts', "export * from '../debugger/stops';", false);
check('runtime/node/a.ts', "import { readFile } from 'node:fs';", true);
check('debug-adapter/a.ts', "import { x } from '../runtime/debugger/stops';", true);
check('debug-adapter/a.ts', "import * as vscode from 'vscode';", false);
check('extension/a.ts', "import * as vscode from 'vscode';", true);
check('extension/a.ts', "import { x } from '../runtime/debugger/stops';", false);
check('extension/language-server/a.ts', "import * as vscode from 'vscode';", false);
check('extension/language-server/a.ts', "import { parse } from '../../runtime/compiler/parser';", true);
check('extension/language-server/a.ts', "import { x } from '../../runtime/interpreter/interpreter';", false);
check('runtime/unheard-of/a.ts', "import { x } from './b';", false);
