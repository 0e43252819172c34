import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import type { FileTree } from '../../../runtime/devices/fileTree';
import { DiskFiles } from '../../../runtime/node/diskFiles';

const folders: string[] = [];
after(() => folders.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

/** A granted folder `inside` beside a folder `outside` with a secret, and links of every kind between them. */
function place(): { readonly inside: string; readonly outside: string } {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'archipelago-files-')));
  folders.push(folder);
  const [inside, outside] = [path.join(folder, 'inside'), path.join(folder, 'outside')];
  for (const name of [inside, outside, path.join(inside, 'a'), path.join(inside, 'b')]) fs.mkdirSync(name);
  // A folder whose name begins as the granted one.
  fs.mkdirSync(path.join(folder, 'inside-too'));
  fs.writeFileSync(path.join(outside, 'secret'), 'secret');
  fs.writeFileSync(path.join(outside, 'only-outside'), '');
  fs.writeFileSync(path.join(folder, 'inside-too', 'secret'), 'secret');
  fs.writeFileSync(path.join(inside, 'a', 'f'), 'fine');
  const links = {
    up: '..',
    out: '../outside',
    file: '../outside/secret',
    absolute: outside,
    dangling: '../outside/new',
    root: '/',
    within: 'a',
    twice: 'out',
    'a/around': '../b',
    'a/up': '../..',
    'a/neighbour': '../../inside-too',
  };
  for (const [name, target] of Object.entries(links)) fs.symlinkSync(target, path.join(inside, name));
  return { inside, outside };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
function contents(files: FileTree, name: string): string | undefined {
  const file = files.open(name, false);
  if (!file) return undefined;
  const target = new Uint8Array(file.sizeBytes);
  file.read(0, target);
  file.close();
  return new TextDecoder().decode(target);
}

test('a folder reads, writes, lists, renames and deletes', () => {
  const { inside } = place();
  const files = new DiskFiles(inside);
  const file = files.open('/b/new', true)!;
  assert.deepEqual([file.write(0, bytes('hello')), file.write(3, bytes('p me')), file.sizeBytes], [5, 4, 7]);
  assert.deepEqual([file.truncate(4), file.flush(), contents(files, '/b/new')], [true, true, 'help']);
  file.close();
  assert.equal(files.create('/b/new'), undefined);
  assert.equal(files.rename('/b/new', '/a/f'), true);
  assert.equal(contents(files, '/a/f'), 'help');
  assert.deepEqual([files.createDirectory('/b/c'), files.deleteDirectory('/b')], [true, false]);
  assert.deepEqual(
    files.list('/b')!.map(({ name, isDirectory }) => [name, isDirectory]),
    [['c', true]],
  );
  assert.equal(files.entry('/a/f')!.sizeBytes, 4);
  assert.equal(files.entry('/nothing'), undefined);
  assert.deepEqual([files.deleteFile('/a/f'), files.deleteFile('/a/f')], [true, false]);
});

test('a link inside leads to what is inside, one to the outside to nothing', () => {
  const { inside } = place();
  const files = new DiskFiles(inside);
  assert.equal(contents(files, '/within/f'), 'fine');
  for (const name of [
    '/out/secret',
    '/file',
    '/absolute/secret',
    '/twice/secret',
    '/root/etc/passwd',
    '/a/up/outside/secret',
  ])
    assert.equal(contents(files, name), undefined, name);
  assert.equal(files.open('/dangling', true), undefined);
  assert.deepEqual(
    files
      .list('/')!
      .map(({ name }) => name)
      .sort(),
    ['a', 'b', 'within'],
  );
});

test('seen at its own place, only the way to the folder is there', () => {
  const { inside } = place();
  const files = new DiskFiles(inside, { mountedAt: inside });
  assert.equal(contents(files, `${inside}/a/f`), 'fine');
  assert.equal(contents(files, `${inside}/../outside/secret`), undefined);
  const parent = path.dirname(inside);
  assert.deepEqual(
    files.list(parent)!.map(({ name }) => name),
    ['inside'],
  );
  assert.equal(files.entry(parent)!.isDirectory, true);
  assert.equal(files.list(`${parent}/outside`), undefined);
  assert.equal(files.createDirectory(`${parent}/more`), false);
});

test('what is granted for reading is not changed', () => {
  const { inside } = place();
  const files = new DiskFiles(inside, { isReadOnly: true });
  assert.equal(contents(files, '/a/f'), 'fine');
  assert.equal(files.open('/a/f', true), undefined);
  assert.equal(files.create('/g'), undefined);
  assert.deepEqual(
    [
      files.createDirectory('/c'),
      files.deleteDirectory('/b'),
      files.deleteFile('/a/f'),
      files.rename('/a/f', '/g'),
    ],
    [false, false, false, false],
  );
});

test('what is no file of bytes is not opened', () => {
  const files = new DiskFiles(os.devNull === '/dev/null' ? '/dev' : place().inside);
  assert.equal(files.open('/null', false), undefined);
  assert.equal(files.open('/', false), undefined);
});

test('a disk that is full, or a file that is gone, fails and does not throw', () => {
  const { inside } = place();
  const files = new DiskFiles(inside);
  const file = files.open('/b/x', true)!;
  // The descriptor stands for a full disk from now on.
  const full = fs.existsSync('/dev/full') ? fs.openSync('/dev/full', 'r+') : fs.openSync(inside, 'r');
  Object.assign(file, { descriptor: full });
  assert.deepEqual([file.write(0, bytes('x')), file.truncate(1)], [undefined, false]);
  file.close();
  assert.deepEqual([file.read(0, new Uint8Array(1)), file.write(0, bytes('x'))], [undefined, undefined]);
  assert.deepEqual([file.sizeBytes, file.flush()], [0, false]);
});

test('no sequence of operations leaves the folder', () => {
  const names = fc.constantFrom(
    ...[
      'a',
      'b',
      'f',
      'g',
      'up',
      'out',
      'file',
      'absolute',
      'dangling',
      'root',
      'within',
      'twice',
      'around',
      'neighbour',
    ],
    ...[
      '..',
      '.',
      '',
      'secret',
      'outside',
      'inside',
      'inside-too',
      'tmp',
      'A',
      'OUT',
      '..\\outside',
      'a\0',
      '~',
    ],
  );
  const file = fc.array(names, { maxLength: 5 }).map((parts) => `/${parts.join('/')}`);
  const step = fc.tuple(fc.nat(7), file, file);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.boolean(), (steps, isAtItsPlace) => {
      const { inside, outside } = place();
      const files = new DiskFiles(inside, { mountedAt: isAtItsPlace ? inside : '/' });
      const at = (name: string): string => (isAtItsPlace ? inside + name : name);
      for (const [kind, one, two] of steps) {
        if (kind === 0) assert.notEqual(contents(files, at(one)), 'secret');
        if (kind === 1) files.list(at(one))?.forEach(({ name }) => assert.notEqual(name, 'only-outside'));
        if (kind === 2) {
          const opened = files.open(at(one), true);
          opened?.write(0, bytes('changed'));
          opened?.close();
        }
        if (kind === 3) files.createDirectory(at(one));
        if (kind === 4) files.deleteDirectory(at(one));
        if (kind === 5) files.deleteFile(at(one));
        if (kind === 6) files.rename(at(one), at(two));
        if (kind === 7) assert.equal(files.create(at(one))?.close(), undefined);
      }
      const folder = path.dirname(inside);
      assert.deepEqual(fs.readdirSync(folder).sort(), ['inside', 'inside-too', 'outside']);
      assert.deepEqual(fs.readdirSync(outside).sort(), ['only-outside', 'secret']);
      assert.equal(fs.readFileSync(path.join(outside, 'secret'), 'utf8'), 'secret');
      assert.deepEqual(fs.readdirSync(path.join(folder, 'inside-too')), ['secret']);
      fs.rmSync(folder, { recursive: true });
    }),
    { numRuns: 150 },
  );
});
