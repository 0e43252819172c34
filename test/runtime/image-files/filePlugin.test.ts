import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShiftedClock } from '../../../runtime/devices/clockDevice';
import { MemoryFiles } from '../../../runtime/devices/memoryFiles';
import { OpenFiles, type StandardStreams } from '../../../runtime/devices/openFiles';
import type { Value } from '../../../runtime/object-memory/objects';
import { GrantedGuest } from './grantedGuest';

function withFiles(streams?: StandardStreams): { guest: GrantedGuest; files: MemoryFiles } {
  const files = new MemoryFiles(['/home', '/home/inner']);
  return { guest: new GrantedGuest({ files: new OpenFiles(files, streams) }), files };
}

const plugin = (name: string): string => `FilePlugin.primitive${name}`;
const attributes = (name: string): string => `FileAttributesPlugin.primitive${name}`;

function opened(guest: GrantedGuest, path: string, isWritable = true): Value {
  const { true_, false_ } = guest.kernel;
  return guest.value(plugin('FileOpen'), guest.text(path), isWritable ? true_ : false_);
}

function write(guest: GrantedGuest, file: Value, text: string): unknown {
  return guest.do(plugin('FileWrite'), file, guest.text(text), 1, new TextEncoder().encode(text).length);
}

test('nothing is granted, all fails', () => {
  const guest = new GrantedGuest();
  assert.equal(guest.do(plugin('FileOpen'), guest.text('/home/a'), guest.kernel.true_), 'fails');
  assert.equal(guest.do(plugin('DirectoryLookup'), guest.text('/home'), 1), 'fails');
  assert.equal(guest.do(plugin('FileStdioHandles')), 'fails');
  assert.equal(guest.do(attributes('FileExists'), guest.text('/home')), 'fails');
});

test('a file is written and read where its position is', () => {
  const { guest, files } = withFiles();
  const file = opened(guest, '/home/ä');
  assert.equal(write(guest, file, 'hello'), 5);
  assert.equal(guest.do(plugin('FileGetPosition'), file), 5);
  assert.equal(guest.do(plugin('FileAtEnd'), file), true);
  assert.equal(guest.do(plugin('FileSetPosition'), file, 1), null);
  const target = guest.string('........');
  assert.equal(guest.do(plugin('FileRead'), file, target, 3, 2), 2);
  assert.equal(String(guest.plain(target)), '46,46,101,108,46,46,46,46');
  assert.equal(guest.do(plugin('FileRead'), file, target, 1, 8), 2);
  assert.equal(guest.do(plugin('FileSize'), file), 5);
  assert.equal(guest.do(plugin('FileTruncate'), file, 2), null);
  assert.deepEqual(files.contents('/home/ä'), new TextEncoder().encode('he'));
  assert.equal(guest.do(plugin('FileFlush'), file), null);
});

test('words are counted in words', () => {
  const { guest } = withFiles();
  const file = opened(guest, '/home/w');
  assert.equal(guest.do(plugin('FileWrite'), file, guest.words([1, 2, 3]), 2, 2), 2);
  guest.do(plugin('FileSetPosition'), file, 0);
  const target = guest.words([0, 0, 0, 0]);
  assert.equal(guest.do(plugin('FileRead'), file, target, 1, 4), 2);
  assert.deepEqual(guest.plain(target), [2, 3, 0, 0]);
});

test('what is no open file, no part of a buffer, or only for reading fails', () => {
  const { guest } = withFiles();
  const file = opened(guest, '/home/a');
  write(guest, file, 'abc');
  const buffer = guest.bytes([0, 0]);
  for (const args of [
    [file, buffer, 1, 3],
    [file, buffer, 0, 1],
    [file, buffer, 1, -1],
    [file, guest.nil, 1, 1],
    [guest.bytes([1]), buffer, 1, 1],
    [3, buffer, 1, 1],
  ])
    assert.equal(guest.do(plugin('FileRead'), ...args), 'fails');
  assert.equal(guest.do(plugin('FileSetPosition'), file, -1), 'fails');
  assert.equal(guest.do(plugin('FileClose'), file), null);
  for (const name of ['FileClose', 'FileSize', 'FileAtEnd', 'FileGetPosition', 'FileFlush'])
    assert.equal(guest.do(plugin(name), file), 'fails', name);
  const reading = opened(guest, '/home/a', false);
  assert.equal(write(guest, reading, 'x'), 'fails');
  assert.equal(guest.do(plugin('FileTruncate'), reading, 0), 'fails');
});

test('a handle of another run means nothing', () => {
  const { guest } = withFiles();
  const { guest: before } = withFiles();
  const stale = guest.bytes(before.plain(opened(before, '/home/a')) as number[]);
  opened(guest, '/home/a');
  assert.equal(guest.do(plugin('FileSize'), stale), 'fails');
});

test('relative names start beside the image', () => {
  const { guest, files } = withFiles();
  write(guest, opened(guest, 'inner/x'), 'x');
  assert.ok(files.contents('/home/inner/x'));
});

test('directories', () => {
  const { guest } = withFiles();
  opened(guest, '/home/ä');
  assert.equal(guest.do(plugin('DirectoryDelimitor')) === undefined, false);
  assert.equal(guest.do(plugin('DirectoryCreate'), guest.text('/home/new')), null);
  assert.equal(guest.do(plugin('DirectoryCreate'), guest.text('/home/new')), 'fails');
  const names = [1, 2, 3].map(
    (i) => (guest.do(plugin('DirectoryLookup'), guest.text('/home'), i) as unknown[])[0],
  );
  assert.deepEqual(names, ['inner', 'new', 'Ã¤']);
  assert.equal(guest.do(plugin('DirectoryLookup'), guest.text('/home'), 4), null);
  assert.equal(guest.do(plugin('DirectoryLookup'), guest.text('/none'), 1), 'fails');
  assert.deepEqual(
    (guest.do(plugin('DirectoryEntry'), guest.text('/home'), guest.text('inner')) as unknown[])[3],
    true,
  );
  assert.equal(guest.do(plugin('DirectoryEntry'), guest.text('/home'), guest.text('none')), null);
  assert.equal(guest.do(plugin('FileRename'), guest.text('/home/ä'), guest.text('/home/new/b')), null);
  assert.equal(guest.do(plugin('DirectoryDelete'), guest.text('/home/new')), 'fails');
  assert.equal(guest.do(plugin('FileDelete'), guest.text('/home/new/b')), null);
  assert.equal(guest.do(plugin('DirectoryDelete'), guest.text('/home/new')), null);
  assert.equal(
    guest.do(plugin('DirectorySetMacTypeAndCreator'), guest.text('/x'), guest.text('a'), guest.text('b')),
    null,
  );
});

test('times of entries are local, from 1901', () => {
  const files = new OpenFiles(new MemoryFiles(['/home']));
  const guest = new GrantedGuest({ files, clock: new ShiftedClock(0n, 3600) });
  const [, , modified] = guest.do(plugin('DirectoryEntry'), guest.text('/'), guest.text('home')) as number[];
  const expected = Date.now() / 1000 + 2177452800 + 3600;
  assert.ok(Math.abs(modified! - expected) < 5, `${modified} is not about ${expected}`);
});

test('standard streams have no positions, and stay open', () => {
  let written = '';
  const { guest } = withFiles({
    read: (target) => target.fill(65, 0, 2) && 2,
    write: (stream, bytes) => ((written += `${stream} ${new TextDecoder().decode(bytes)};`), true),
    kind: (descriptor) => (descriptor === 1 ? 1 : 0),
  });
  const handles = (guest.value(plugin('FileStdioHandles')) as unknown as { a: Value[] }).a;
  assert.equal(write(guest, handles[1]!, 'out'), 3);
  assert.equal(write(guest, handles[2]!, 'bad'), 3);
  assert.equal(written, 'stdout out;stderr bad;');
  const target = guest.bytes([0, 0, 0]);
  assert.equal(guest.do(plugin('FileRead'), handles[0]!, target, 1, 3), 2);
  assert.deepEqual([guest.plain(target), guest.do(plugin('FileAtEnd'), handles[0]!)], [[65, 65, 0], false]);
  assert.equal(guest.do(plugin('FileSize'), handles[1]!), 'fails');
  assert.equal(guest.do(plugin('FileSetPosition'), handles[1]!, 1), 'fails');
  assert.equal(guest.do(plugin('FileClose'), handles[1]!), null);
  assert.equal(write(guest, handles[1]!, 'on'), 2);
  assert.deepEqual(
    [guest.do(plugin('FileDescriptorType'), 1), guest.do(plugin('FileDescriptorType'), 7)],
    [1, 0],
  );
});

test('attributes of files', () => {
  const { guest } = withFiles();
  write(guest, opened(guest, '/home/a'), 'abc');
  assert.deepEqual(
    [
      guest.do(attributes('FileExists'), guest.text('/home/a')),
      guest.do(attributes('FileExists'), guest.text('/b')),
    ],
    [true, false],
  );
  const masks = guest.do(attributes('FileMasks')) as number[];
  const stat = guest.do(attributes('FileAttributes'), guest.text('/home/a'), 1) as number[];
  assert.equal(stat.length, 13);
  assert.deepEqual([stat[1]! & masks[0]!, stat[7]], [masks[3], 3]);
  assert.equal(
    (guest.do(attributes('FileAttribute'), guest.text('/home'), 2) as number) & masks[0]!,
    masks[5],
  );
  assert.deepEqual(guest.do(attributes('FileAttributes'), guest.text('/home/a'), 2), [true, true, false]);
  assert.equal((guest.do(attributes('FileAttributes'), guest.text('/home/a'), 3) as unknown[]).length, 2);
  assert.equal(guest.do(attributes('FileAttributes'), guest.text('/none'), 1), 'fails');
  assert.equal(guest.do(attributes('FileAttributes'), guest.text('/home/a'), 0), 'fails');
});

test('an image hears why its attributes could not be had', () => {
  const { guest } = withFiles();
  const sample = guest.fields(guest.nil, 0);
  guest.special(51, guest.array([...new Array<Value>(20).fill(guest.nil), sample]));
  assert.equal(guest.do(attributes('FileAttributes'), guest.text('/none'), 1), 'fails');
  const error = guest.vm.primitiveErrorCode as unknown as { f1: number };
  assert.deepEqual([error.f1, sample.f1, error === (sample as unknown)], [-3, 0, false]);
});

test('directories are read entry by entry', () => {
  const { guest } = withFiles();
  opened(guest, '/home/a');
  const first = guest.value(attributes('Opendir'), guest.text('/home')) as unknown as { a: Value[] };
  const directory = first.a[2]!;
  assert.deepEqual(guest.plain(first.a[0]!), [...new TextEncoder().encode('inner')]);
  assert.deepEqual((guest.do(attributes('Readdir'), directory) as unknown[])[0], [97]);
  assert.equal(guest.do(attributes('Readdir'), directory), null);
  assert.deepEqual((guest.do(attributes('Rewinddir'), directory) as unknown[])[0], [
    ...new TextEncoder().encode('inner'),
  ]);
  assert.notEqual(guest.do(attributes('Closedir'), directory), 'fails');
  assert.equal(guest.do(attributes('Readdir'), directory), 'fails');
  assert.equal(guest.do(attributes('Opendir'), guest.text('/home/inner')), null);
  assert.equal(guest.do(attributes('Opendir'), guest.text('/none')), 'fails');
});

test('the same by number, in images from before plugins', () => {
  const { guest, files } = withFiles();
  Object.assign(guest.vm.image, { dialect: { memory: 'v3' } });
  const file = guest.value(153, guest.text('/home/a'), guest.kernel.true_);
  assert.equal(guest.do(158, file, guest.text('abc'), 1, 3), 3);
  assert.deepEqual([guest.do(157, file), guest.do(152, file), guest.do(150, file)], [3, 3, true]);
  assert.equal(guest.do(155, file, 0), null);
  const target = guest.bytes([0, 0, 0]);
  assert.equal(guest.do(154, file, target, 1, 3), 3);
  assert.deepEqual(guest.plain(target), [97, 98, 99]);
  assert.equal(guest.do(151, file), null);
  assert.equal(guest.do(159, guest.text('/home/a'), guest.text('/home/b')), null);
  assert.equal(guest.do(160, guest.text('/home/d')), null);
  assert.equal(files.list('/home')!.length, 3);
  assert.equal((guest.do(162, guest.text('/home'), 1) as unknown[])[0], 'inner');
  assert.equal(guest.do(156, guest.text('/home/b')), null);
  assert.equal(guest.do(163, guest.text('/home/d')), null);
});
