import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryFiles } from '../../../runtime/devices/memoryFiles';

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const bytes = (s: string): Uint8Array => new TextEncoder().encode(s);

test('a file is made when opened for writing, and holds what was written', () => {
  const files = new MemoryFiles(['/image']);
  assert.equal(files.open('/image/a.txt', false), undefined);
  const file = files.open('/image/a.txt', true)!;
  assert.equal(file.write(0, bytes('hello')), 5);
  assert.equal(file.write(3, bytes('p me')), 4);
  assert.equal(text(files.contents('/image/a.txt')), 'help me');
  const target = new Uint8Array(10);
  assert.equal(file.read(5, target), 2);
  assert.equal(text(target.subarray(0, 2)), 'me');
  assert.equal(file.truncate(4), true);
  assert.equal(text(files.contents('/image/a.txt')), 'help');
});

test('what was opened for reading is not written', () => {
  const files = new MemoryFiles([]);
  files.open('/a', true)!.write(0, bytes('x'));
  const file = files.open('/a', false)!;
  assert.deepEqual([file.write(0, bytes('y')), file.truncate(0)], [undefined, false]);
  assert.equal(text(files.contents('/a')), 'x');
});

test('directories list what is in them, and go only when empty', () => {
  const files = new MemoryFiles(['/image', '/image/inner']);
  files.open('/image/a', true)!.write(0, bytes('xyz'));
  const names = files
    .list('/image/')!
    .map(({ name, isDirectory, sizeBytes }) => [name, isDirectory, sizeBytes]);
  assert.deepEqual(names, [
    ['inner', true, 0],
    ['a', false, 3],
  ]);
  assert.equal(files.list('/nowhere'), undefined);
  assert.equal(files.open('/nowhere/b', true), undefined);
  assert.equal(files.createDirectory('/image'), false);
  assert.equal(files.deleteDirectory('/image'), false);
  assert.equal(files.deleteDirectory('/image/inner'), true);
});

test('renaming replaces a file, and takes a directory with what is in it', () => {
  const files = new MemoryFiles(['/x', '/x/y', '/z']);
  files.open('/a', true)!.write(0, bytes('a'));
  files.open('/x/y/b', true)!.write(0, bytes('b'));
  assert.equal(files.rename('/a', '/x/y/b'), true);
  assert.deepEqual([files.rename('/a', '/c'), files.deleteFile('/a')], [false, false]);
  assert.deepEqual([files.rename('/x', '/x/y/z'), files.rename('/x', '/z')], [false, false]);
  assert.equal(files.rename('/x', '/z/moved'), true);
  assert.equal(text(files.contents('/z/moved/y/b')), 'a');
  assert.equal(files.list('/x'), undefined);
});

test('all files together have a limit', () => {
  const files = new MemoryFiles([], 1000);
  assert.equal(files.open('/a', true)!.write(0, new Uint8Array(900)), 900);
  assert.equal(files.open('/b', true)!.write(0, new Uint8Array(900)), undefined);
  assert.equal(files.open('/b', true)!.write(1e15, new Uint8Array(1)), undefined);
});

test('a larger size fills with zeros, within the limit', () => {
  const files = new MemoryFiles([], 1000);
  const file = files.open('/a', true)!;
  file.write(0, bytes('x'));
  assert.deepEqual([file.truncate(3), file.truncate(1e12)], [true, false]);
  assert.equal(text(files.contents('/a')), 'x\0\0');
});

test('a path has one form, and no way above the root', () => {
  const files = new MemoryFiles(['/image']);
  files.open('/../image/./x/..//a', true)!.write(0, bytes('a'));
  assert.equal(files.entry('/image/a')!.sizeBytes, 1);
  assert.equal(files.create('/image/b/../a'), undefined);
  for (const path of ['a', '', '/image/a\0']) assert.equal(files.open(path, true), undefined);
});
