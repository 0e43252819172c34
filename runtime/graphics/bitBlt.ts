// One transfer of pixels (BitBlt; Blue Book ch. 18, as extended by Squeak): what it is given, its clipping, and which
// loop does it. The loops read what stands here.
import type { ComponentAlpha } from './alphaBlending';
import { blendRows } from './blendRows';
import type { ColorMap } from './colorMap';
import {
  combinationRules,
  ignoresSource,
  Rule,
  type CombinationRule,
  type RuleState,
} from './combinationRules';
import { convertRows } from './convertRows';
import { copyRows } from './copyRows';
import { fillRows } from './fillRows';
import { wordsPerRow, type PixelForm, type PixelRectangle } from './pixelForm';

/** The Forms of a transfer and where; any rectangle may lie partly or wholly outside. */
export interface Transfer {
  readonly rule: number;
  readonly dest: PixelForm;
  /** Undefined: all ones. */
  readonly source: PixelForm | undefined;
  /** Whether both are one Form: then rows and pixels are taken in an order that lets them overlap. */
  readonly isWithinOneForm: boolean;
  /** A word of pixels for each row, used again from the first on; undefined: all ones. */
  readonly halftone: Uint32Array | undefined;
  readonly colorMap: ColorMap | undefined;
  readonly destX: number;
  readonly destY: number;
  readonly width: number;
  readonly height: number;
  readonly sourceX: number;
  readonly sourceY: number;
  readonly clipX: number;
  readonly clipY: number;
  readonly clipWidth: number;
  readonly clipHeight: number;
  /** Of rules 30 and 31. */
  readonly sourceAlpha: number;
  readonly componentAlpha: ComponentAlpha;
}

const noComponentAlpha: ComponentAlpha = {
  color: 0xffffff,
  alpha: 255,
  gamma: undefined,
  ungamma: undefined,
};

/** A transfer of everything in `dest`, from which others are made. */
export function wholeTransfer(dest: PixelForm, source: PixelForm | undefined): Transfer {
  const { width, height } = dest;
  return {
    rule: Rule.Store,
    dest,
    source,
    isWithinOneForm: dest === source,
    halftone: undefined,
    colorMap: undefined,
    destX: 0,
    destY: 0,
    width,
    height,
    sourceX: 0,
    sourceY: 0,
    clipX: 0,
    clipY: 0,
    clipWidth: width,
    clipHeight: height,
    sourceAlpha: 255,
    componentAlpha: noComponentAlpha,
  };
}

export class BitBlt implements RuleState {
  readonly rule: number;
  readonly merge: CombinationRule;
  readonly dest: PixelForm;
  readonly source: PixelForm | undefined;
  readonly isWithinOneForm: boolean;
  readonly halftone: Uint32Array | undefined;
  readonly colorMap: ColorMap | undefined;
  readonly sourceAlpha: number;
  readonly componentAlpha: ComponentAlpha;

  readonly destBits: number;
  readonly destPixelsPerWord: number;
  /** The leftmost pixel of a destination word is in its most significant bits. */
  readonly isDestMsb: boolean;
  /** Words in a row. */
  readonly destPitch: number;
  readonly sourceBits: number;
  readonly sourcePixelsPerWord: number;
  readonly isSourceMsb: boolean;
  readonly sourcePitch: number;

  /** Changed between the steps of a line and the characters of a string. */
  destX: number;
  destY: number;
  width: number;
  height: number;
  sourceX: number;
  sourceY: number;
  readonly clipX: number;
  readonly clipY: number;
  readonly clipWidth: number;
  readonly clipHeight: number;

  /** What is left of it after clipping: origin in the source and in the destination, extent. */
  sx = 0;
  sy = 0;
  dx = 0;
  dy = 0;
  w = 0;
  h = 0;

  /** Of the first and the last destination word in a row, and how many there are. */
  firstMask = 0;
  lastMask = 0;
  wordCount = 0;

  destMask = -1;
  differences = 0;

  constructor(transfer: Transfer) {
    const { rule, dest, source } = transfer;
    this.rule = rule;
    this.merge = combinationRules[rule];
    this.dest = dest;
    this.source = ignoresSource(rule) ? undefined : source;
    this.isWithinOneForm = transfer.isWithinOneForm;
    this.halftone = ignoresSource(rule) ? undefined : transfer.halftone;
    this.colorMap = transfer.colorMap;
    this.sourceAlpha = transfer.sourceAlpha;
    this.componentAlpha = transfer.componentAlpha;
    this.destBits = Math.abs(dest.depth);
    this.destPixelsPerWord = 32 / this.destBits;
    this.isDestMsb = dest.depth > 0;
    this.destPitch = wordsPerRow(dest.width, dest.depth);
    const sourceDepth = source?.depth ?? 32;
    this.sourceBits = Math.abs(sourceDepth);
    this.sourcePixelsPerWord = 32 / this.sourceBits;
    this.isSourceMsb = sourceDepth > 0;
    this.sourcePitch = source ? wordsPerRow(source.width, sourceDepth) : 0;
    this.destX = transfer.destX;
    this.destY = transfer.destY;
    this.width = transfer.width;
    this.height = transfer.height;
    this.sourceX = transfer.sourceX;
    this.sourceY = transfer.sourceY;
    const clipX = Math.max(0, transfer.clipX);
    const clipY = Math.max(0, transfer.clipY);
    this.clipX = clipX;
    this.clipY = clipY;
    this.clipWidth = Math.min(transfer.clipX + transfer.clipWidth, dest.width) - clipX;
    this.clipHeight = Math.min(transfer.clipY + transfer.clipHeight, dest.height) - clipY;
  }

  /** Does it. Answers what it may have changed in the destination, or undefined if nothing. */
  run(): PixelRectangle | undefined {
    this.clip(this.source);
    if (this.w <= 0 || this.h <= 0) return undefined;
    const { source, rule } = this;
    if (source === undefined) {
      this.prepareMasks();
      fillRows(this);
    } else if (!blendRows(this, source)) {
      this.prepareMasks();
      if (this.converts) convertRows(this, source);
      else copyRows(this, source);
    }
    return rule === Rule.OldDifference || rule === Rule.Difference ? undefined : this.affected;
  }

  get affected(): PixelRectangle {
    const { dx, dy, w, h } = this;
    return { left: dx, top: dy, right: dx + w, bottom: dy + h };
  }

  /** Whether source words are not yet destination words when shifted. */
  private get converts(): boolean {
    return (
      this.sourceBits !== this.destBits || this.isSourceMsb !== this.isDestMsb || this.colorMap !== undefined
    );
  }

  /** Cuts the rectangles to the clipping rectangle and to `source`. */
  clip(source: PixelForm | undefined): void {
    const left = Math.max(0, this.clipX - this.destX);
    this.sx = this.sourceX + left;
    this.dx = this.destX + left;
    this.w = Math.min(this.width - left, this.clipX + this.clipWidth - this.dx);
    const top = Math.max(0, this.clipY - this.destY);
    this.sy = this.sourceY + top;
    this.dy = this.destY + top;
    this.h = Math.min(this.height - top, this.clipY + this.clipHeight - this.dy);
    if (source === undefined) return;
    if (this.sx < 0) {
      this.dx -= this.sx;
      this.w += this.sx;
      this.sx = 0;
    }
    if (this.sy < 0) {
      this.dy -= this.sy;
      this.h += this.sy;
      this.sy = 0;
    }
    this.w = Math.min(this.w, source.width - this.sx);
    this.h = Math.min(this.h, source.height - this.sy);
  }

  /** Which pixels of the first and the last word of a row count; after clipping. */
  prepareMasks(): void {
    const { destBits, destPixelsPerWord, dx, w, isDestMsb } = this;
    const last = destPixelsPerWord - 1;
    const inFirst = destPixelsPerWord - (dx & last);
    const inLast = ((dx + w - 1) & last) + 1;
    const firstShift = 32 - inFirst * destBits;
    const lastShift = 32 - inLast * destBits;
    this.firstMask = isDestMsb ? -1 >>> firstShift : -1 << firstShift;
    this.lastMask = isDestMsb ? -1 << lastShift : -1 >>> lastShift;
    if (w < inFirst) {
      this.firstMask &= this.lastMask;
      this.lastMask = 0;
      this.wordCount = 1;
    } else this.wordCount = Math.floor((w - inFirst + last) / destPixelsPerWord) + 1;
  }

  /** The word of the halftone for a row of the destination. */
  halftoneAt(y: number): number {
    const { halftone } = this;
    return halftone === undefined ? -1 : halftone[y % halftone.length] | 0;
  }
}
