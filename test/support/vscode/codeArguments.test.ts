import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCodeArguments, windowAddress, type CodeArguments } from './codeArguments';

const nothing: CodeArguments = {
  workspace: undefined,
  extensionDevelopmentPaths: [],
  extensionTestsPath: undefined,
  installExtensions: [],
  userDataDir: undefined,
  extensionsDir: undefined,
  remoteDebuggingPort: undefined,
};

function checkArguments(argv: string[], expected: Partial<CodeArguments>): void {
  test(`code ${argv.join(' ')}`, () => {
    assert.deepEqual(parseCodeArguments(argv, '/home'), { ...nothing, ...expected });
  });
}

checkArguments([], {});
checkArguments(['--no-sandbox', '--disable-updates', 'work'], { workspace: '/home/work' });
checkArguments(['--extensionTestsPath=/x/run.js', '--extensionDevelopmentPath', 'mine'], {
  extensionTestsPath: '/x/run.js',
  extensionDevelopmentPaths: ['/home/mine'],
});
checkArguments(['--user-data-dir=/u', '--extensions-dir=/e', '--remote-debugging-port=9229'], {
  userDataDir: '/u',
  extensionsDir: '/e',
  remoteDebuggingPort: 9229,
});
checkArguments(['--install-extension', 'a.vsix', '--install-extension=/b.vsix'], {
  installExtensions: ['/home/a.vsix', '/b.vsix'],
});

test('a flag without its value is refused', () => {
  assert.throws(() => parseCodeArguments(['--user-data-dir']), /--user-data-dir needs a value/);
});

test('two folders are refused', () => {
  assert.throws(() => parseCodeArguments(['/a', '/b']), /One folder can be opened, not \/a and \/b/);
});

test('a window for tests names them in its payload, as files of the server', () => {
  const address = new URL(
    windowAddress(8080, { ...nothing, workspace: '/my work', extensionTestsPath: '/t/run.js' }),
  );
  assert.equal(address.searchParams.get('folder'), '/my work');
  assert.deepEqual(JSON.parse(address.searchParams.get('payload') ?? ''), [
    ['extensionTestsPath', 'vscode-remote://127.0.0.1:8080/t/run.js'],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ]);
});

test('a plain window has a plain address', () => {
  assert.equal(windowAddress(8080, { ...nothing, workspace: '/w' }), 'http://127.0.0.1:8080/?folder=%2Fw');
  assert.equal(windowAddress(8080, nothing), 'http://127.0.0.1:8080/?ew=true');
});
