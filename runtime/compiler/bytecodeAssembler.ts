import type { SourceMapEntry, SourceMapKind } from './compiledCode';
import type { SourceRange } from './sourceRange';

/** A place to jump to. */
export interface Label {
  /** Index of the item the label stands before; undefined until placed. */
  item: number | undefined;
  /** Stack depth at the label, known from the first jump to it. */
  depth: number | undefined;
}

interface Jump {
  readonly on: JumpCondition;
  readonly label: Label;
  /** Written long whatever its distance. */
  readonly isLong: boolean;
  /** Bytes it takes: 0 (to the next bytecode), 1, 2, 4 or 6; only grows while offsets settle. */
  size: number;
}

type Item = readonly number[] | Jump;

/** When a jump is taken. */
export type JumpCondition = 'always' | 'true' | 'false';

/** How a bytecode set writes jumps. */
export interface JumpEncoding {
  /** Bytes that it takes; 0 for none at all. */
  size(on: JumpCondition, distance: number, isBackward: boolean): number;
  bytes(on: JumpCondition, size: number, distance: number): readonly number[];
  /** Distances that it has room for; absent where all have. */
  readonly limit?: { readonly forward: number; readonly backward: number };
}

/** What the source map will say, before offsets are known. */
interface Mark extends SourceRange {
  readonly item: number;
  readonly kind: SourceMapKind;
  readonly selector: string | undefined;
  readonly selectorStart: number | undefined;
}

export interface AssembledCode {
  readonly bytes: Uint8Array;
  readonly sourceMap: readonly SourceMapEntry[];
  readonly maxDepth: number;
  /** Where each emitted item starts, by its number. */
  readonly offsets: readonly number[];
}

/** The bytecode set has no jump as long as the code needs. */
export class JumpTooLong extends Error {}

/**
 * Collects bytecodes, by default of Sista V1, with jumps between labels, and tracks the depth of the operand stack. Code
 * that can't be reached is dropped. Byte numbers are those of the Sista V1 set ("A Bytecode Set for Adaptive
 * Optimizations", Béra and Miranda).
 */
export class BytecodeAssembler {
  private readonly items: Item[] = [];
  private readonly marks: Mark[] = [];
  private depth = 0;
  private maxDepth = 0;
  private reachable = true;

  constructor(private readonly jumps: JumpEncoding = sistaJumps) {}

  get isReachable(): boolean {
    return this.reachable;
  }

  /** The number of the item that is emitted next. */
  get nextItem(): number {
    return this.items.length;
  }

  /** Appends one bytecode, with its extension bytes, that changes the stack depth by `effect`. */
  emit(bytes: readonly number[], effect: number): void {
    if (!this.reachable) return;
    this.items.push(bytes);
    this.depth += effect;
    if (this.depth > this.maxDepth) this.maxDepth = this.depth;
  }

  /** A bytecode after which nothing follows. */
  emitReturn(bytes: readonly number[]): void {
    this.emit(bytes, 0);
    this.reachable = false;
  }

  newLabel(): Label {
    return { item: undefined, depth: undefined };
  }

  place(label: Label): void {
    label.item = this.items.length;
    if (this.reachable) label.depth = this.depth;
    else if (label.depth !== undefined) {
      this.depth = label.depth;
      this.reachable = true;
    }
  }

  jump(label: Label): void {
    this.addJump('always', label);
    this.reachable = false;
  }

  /** Jumps over code that is entered in another way, with `depth` values more on the stack. */
  jumpOver(label: Label, depth: number): void {
    this.addJump('always', label, true);
    this.depth += depth;
  }

  /** Takes the top of the stack and jumps if it is `on`. Conditional jumps go forward only. */
  jumpIf(on: boolean, label: Label): void {
    if (!this.reachable) return;
    this.depth--;
    this.addJump(on ? 'true' : 'false', label);
  }

  /** The next bytecode stands for a range of the source. */
  mark(kind: SourceMapKind, range: SourceRange, selector?: string, selectorStart?: number): void {
    if (!this.reachable) return;
    const { start, stop } = range;
    this.marks.push({ item: this.items.length, kind, start, stop, selector, selectorStart });
  }

  assemble(): AssembledCode {
    const offsets = this.settleOffsets();
    const bytes: number[] = [];
    for (const [index, item] of this.items.entries()) {
      if (!isJump(item)) bytes.push(...item);
      else bytes.push(...this.jumpBytes(item, distanceOf(item, offsets, index)));
    }
    const sourceMap = this.marks.map(
      ({ item, kind, start, stop, selector, selectorStart }): SourceMapEntry => {
        const entry = { pc: offsets[item] as number, start, stop, kind };
        return selector === undefined ? entry : { ...entry, selector, selectorStart };
      },
    );
    return { bytes: Uint8Array.from(bytes), sourceMap, maxDepth: this.maxDepth, offsets };
  }

  private jumpBytes({ on, size }: Jump, distance: number): readonly number[] {
    const { limit } = this.jumps;
    if (limit && (distance > limit.forward || distance < limit.backward))
      throw new JumpTooLong(`A jump over ${Math.abs(distance)} bytes, where ${limit.forward} are possible`);
    return this.jumps.bytes(on, size, distance);
  }

  private addJump(on: Jump['on'], label: Label, isLong = false): void {
    if (!this.reachable) return;
    label.depth ??= this.depth;
    this.items.push({ on, label, isLong, size: isLong ? 2 : 0 });
  }

  /** Jumps start as small as possible and grow until every distance fits. */
  private settleOffsets(): number[] {
    for (;;) {
      const offsets: number[] = [];
      let offset = 0;
      for (const item of this.items) {
        offsets.push(offset);
        offset += isJump(item) ? item.size : item.length;
      }
      offsets.push(offset);
      let settled = true;
      for (const [index, item] of this.items.entries()) {
        if (!isJump(item)) continue;
        const isBackward = (item.label.item as number) <= index;
        const size = this.jumps.size(item.on, distanceOf(item, offsets, index), isBackward);
        if (size > item.size) {
          item.size = size;
          settled = false;
        }
      }
      if (settled) return offsets;
    }
  }
}

function isJump(item: Item): item is Jump {
  return 'label' in item;
}

function distanceOf(jump: Jump, offsets: readonly number[], index: number): number {
  return (offsets[jump.label.item as number] as number) - (offsets[index + 1] as number);
}

/** Jumps of Sista V1. */
export const sistaJumps: JumpEncoding = {
  size(on, distance, isBackward) {
    // An empty endless loop jumps to itself: while it has no size yet, its distance looks like none.
    if (isBackward) return distance >= -32768 ? 4 : 6;
    if (distance === 0) return on === 'always' ? 0 : 2;
    if (distance >= 1 && distance <= 8) return 1;
    if (distance >= 0 && distance <= 255) return 2;
    return distance <= 32767 ? 4 : 6;
  },
  bytes(on, size, distance) {
    if (size === 0) return [];
    if (size === 1) return [(on === 'always' ? 176 : on === 'true' ? 184 : 192) + distance - 1];
    const long = [on === 'always' ? 237 : on === 'true' ? 238 : 239, distance & 255];
    if (size === 2) return long;
    if (size === 4) return [225, (distance >> 8) & 255, ...long];
    return [225, (distance >> 16) & 255, 225, (distance >> 8) & 255, ...long];
  },
};
