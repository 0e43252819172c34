import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import { loadGuest } from '../../../runtime/node/guestStart';

test('An image file that is missing is named, with what to do', async () => {
  await assert.rejects(
    loadGuest('/nowhere/my.image', 1 as ImageId, 'desktop', []),
    /^DebuggerError: Image desktop: \/nowhere\/my\.image is not there\. Put an image file .* or name another/,
  );
});
