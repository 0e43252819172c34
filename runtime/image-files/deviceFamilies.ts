import type { PrimitiveFamily } from '../primitives/primitive';
import { fileAttributesPlugin } from './fileAttributesPlugin';
import { filePlugin } from './filePlugin';
import { guestClipboard } from './guestClipboard';
import { guestClock } from './guestClock';
import { guestInput } from './guestInput';
import { socketPlugin } from './socketPlugin';
import { soundPlugin } from './soundPlugin';
import { vmAttributes } from './vmAttributes';

/** The primitives by which unmodified images use devices. Made when called: some stand on what was there before. */
export const deviceFamilies = (): readonly PrimitiveFamily[] => [
  filePlugin(),
  fileAttributesPlugin,
  guestClock(),
  guestInput,
  guestClipboard,
  soundPlugin,
  socketPlugin,
  vmAttributes,
];
