// Display, cursor and screen of unmodified images. Without a screen they are told what one would say that nobody sees.
import { isDepth, type PixelForm } from '../graphics/pixelForm';
import type { Fields, Value } from '../object-memory/objects';
import { FAIL, type PrimitiveFamily } from '../primitives/primitive';
import { forImage } from './forImage';
import { deferUpdates, screenExtent, showArea } from './imageDisplay';
import { formOperand, pointersOf } from './pixelOperands';
import { Special } from './rawImage';

const accepts = forImage((_vm, _image, stack, rcvr) => stack[rcvr]);

/** 102: the receiver is what is shown from now on. */
const beDisplay = forImage((_vm, image, stack, rcvr) => {
  if (pointersOf(stack[rcvr], 4) === undefined) return FAIL;
  image.specialObjects.a[Special.TheDisplay] = stack[rcvr];
  return stack[rcvr];
});

/** 127: left, right, top, bottom. */
const showDisplayRect = forImage((_vm, image, stack, rcvr) => {
  const [left, right, top, bottom] = stack.slice(rcvr + 1, rcvr + 5);
  if (typeof left !== 'number' || typeof right !== 'number') return FAIL;
  if (typeof top !== 'number' || typeof bottom !== 'number') return FAIL;
  showArea(image, { left, top, right, bottom });
  return stack[rcvr];
});

/** 126. */
const deferDisplayUpdates = forImage((vm, image, stack, rcvr) => {
  const flag = stack[rcvr + 1];
  if (flag !== vm.kernel.true_ && flag !== vm.kernel.false_) return FAIL;
  deferUpdates(image, flag === vm.kernel.true_);
  return stack[rcvr];
});

/** 106. */
const screenSize = forImage((vm, image) => {
  const { width, height } = screenExtent(image);
  const point = vm.kernel.known.Point.instantiate(0) as Fields;
  point.f0 = width;
  point.f1 = height;
  return point;
});

/** 91: whether the screen can show pixels of so many bits. */
const testDisplayDepth = forImage((vm, _image, stack, rcvr, argc) => {
  const depth = stack[rcvr + 1];
  if (argc !== 1 || typeof depth !== 'number') return FAIL;
  return depth > 0 && isDepth(depth) ? vm.kernel.true_ : vm.kernel.false_;
});

/** Cursors of one bit, with or without a mask, are of this size; those of 32 bits are of any. */
const cursorExtent = 16;

function isOneBitCursor(form: PixelForm | undefined): form is PixelForm {
  return form?.depth === 1 && form.width === cursorExtent && form.height === cursorExtent;
}

/** 101: a Cursor has the offset of its hot spot, negated, as its fifth field. */
const beCursor = forImage((_vm, image, stack, rcvr, argc) => {
  const form = formOperand(stack[rcvr]);
  if (form === undefined || argc > 1) return FAIL;
  const mask = argc === 1 ? formOperand(stack[rcvr + 1]) : undefined;
  if (argc === 1 && !isOneBitCursor(mask)) return FAIL;
  if (form.depth !== 32 && !isOneBitCursor(form)) return FAIL;
  const offset = pointersOf((stack[rcvr] as Fields).f4, 2);
  const away = (v: Value | undefined): number => (typeof v === 'number' ? -v : 0);
  image.devices.display?.setCursor({
    ...form,
    mask: mask?.bits,
    hotSpotX: away(offset?.f0),
    hotSpotY: away(offset?.f1),
  });
  return stack[rcvr];
});

/** 233. */
const setFullScreen = forImage((vm, image, stack, rcvr) => {
  const flag = stack[rcvr + 1];
  if (flag !== vm.kernel.true_ && flag !== vm.kernel.false_) return FAIL;
  image.devices.display?.setFullScreen(flag === vm.kernel.true_);
  return stack[rcvr];
});

/** 140. */
const beep = forImage((_vm, image, stack, rcvr) => {
  image.devices.display?.beep();
  return stack[rcvr];
});

export const displayPrimitives: PrimitiveFamily = {
  numbered: {
    91: testDisplayDepth,
    101: beCursor,
    102: beDisplay,
    106: screenSize,
    126: deferDisplayUpdates,
    127: showDisplayRect,
    140: beep,
    // What was shown is on its way: nothing is left to be forced.
    231: accepts,
    233: setFullScreen,
  },
};
