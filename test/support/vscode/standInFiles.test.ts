import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cacheFolder } from './standInFiles';

test('the stand-in is kept in the user’s cache', () => {
  const expected = process.platform === 'darwin' ? '/home/ann/Library/Caches' : '/home/ann/.cache';
  assert.equal(cacheFolder({}, '/home/ann'), `${expected}/archipelago`);
});

test('the cache can be put elsewhere', () => {
  assert.equal(cacheFolder({ XDG_CACHE_HOME: '/var/cache' }, '/home/ann'), '/var/cache/archipelago');
  assert.equal(
    cacheFolder({ ARCHIPELAGO_CACHE: '/big/disk', XDG_CACHE_HOME: '/c' }, '/home/ann'),
    '/big/disk',
  );
});
