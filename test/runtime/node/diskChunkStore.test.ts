import test from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { DiskChunkStore } from '../../../runtime/node/diskChunkStore';
import { ChunkStoreError } from '../../../runtime/paging/chunkStore';

function withFolder(run: (folder: string) => void): void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'chunks-'));
  try {
    run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

test('what was put is got again, and the same contents are one file', () => {
  withFolder((folder) => {
    const store = new DiskChunkStore(path.join(folder, 'new', 'store'));
    const hashes = new Set<string>();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        const hash = store.put(bytes);
        assert.equal(store.put(bytes.slice()), hash);
        assert.deepEqual(store.get(hash), bytes);
        hashes.add(hash);
      }),
      { numRuns: 50 },
    );
    assert.equal(filesIn(folder).length, hashes.size);
  });
});

test('a torn chunk is found by its hash, named, and replaced by a whole one', () => {
  withFolder((folder) => {
    const store = new DiskChunkStore(folder);
    const bytes = new Uint8Array(1000).fill(7);
    const hash = store.put(bytes);
    const [file] = filesIn(folder);
    writeFileSync(file, readFileSync(file).subarray(0, 500));
    assert.throws(
      () => store.get(hash),
      (error: Error) =>
        error instanceof ChunkStoreError && /torn/.test(error.message) && error.message.includes(file),
    );
    store.put(bytes);
    assert.deepEqual(store.get(hash), bytes);
    writeFileSync(file, new Uint8Array(1000));
    assert.throws(() => store.get(hash), /torn/);
  });
});

test('a missing chunk is one clear error that names the file', () => {
  withFolder((folder) => {
    const store = new DiskChunkStore(folder);
    const hash = store.put(new Uint8Array(10));
    const [file] = filesIn(folder);
    rmSync(file);
    assert.throws(
      () => store.get(hash),
      (error: Error) => error instanceof ChunkStoreError && error.message.includes(file),
    );
  });
});

test('a store whose folder can not be written is one clear error, and leaves nothing behind', () => {
  withFolder((folder) => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    assert.throws(
      () => new DiskChunkStore(path.join(file, 'store')).put(new Uint8Array(10)),
      ChunkStoreError,
    );
    assert.deepEqual(filesIn(folder), [file]);
  });
});

test('a full disk is one clear error, and what was stored before is still there', () => {
  withFolder((folder) => {
    // A real small disk where this machine lets us have one; else a file system that is full by its nature.
    const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0;
    const place = isMounted ? folder : '/dev/full';
    try {
      const store = new DiskChunkStore(place);
      const first = isMounted ? store.put(new Uint8Array(10).fill(1)) : undefined;
      assert.throws(
        () => {
          for (let i = 0; i < 20; i++) store.put(new Uint8Array(16_000).fill(i));
        },
        (error: Error) =>
          error instanceof ChunkStoreError && (!isMounted || /disk is full/.test(error.message)),
      );
      if (first === undefined) return;
      assert.deepEqual(store.get(first), new Uint8Array(10).fill(1));
      assert.ok(filesIn(folder).every((file) => !path.basename(file).startsWith('incoming')));
    } finally {
      if (isMounted) spawnSync('umount', [folder]);
    }
  });
});
