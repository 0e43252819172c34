// One breakpoint as the user set it, and when it stops.
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { BreakpointMode } from './runtimeDebugger';
import type { WatchedField } from './watchedFields';

export interface BreakpointWish {
  readonly condition?: string;
  readonly hitCondition?: string;
  readonly logMessage?: string;
  readonly mode?: BreakpointMode;
}

export class Breakpoint {
  private hits = 0;
  /** The image in which it stops, null for all that have its code. */
  onlyIn: ObjectMemory | null = null;

  constructor(
    readonly id: number,
    readonly wish: BreakpointWish,
    readonly kind: 'source' | 'function' | 'exception' | 'data',
    /** Of an exception breakpoint: its filter. */
    readonly filter = '',
    /** Of a data breakpoint: what it watches, where that is known here. */
    readonly field: WatchedField | undefined = undefined,
  ) {}

  get mode(): BreakpointMode {
    return this.wish.mode ?? 'statement';
  }

  /** Counts a hit; true if its hit condition lets it stop now. */
  countHit(): boolean {
    this.hits++;
    const { hitCondition } = this.wish;
    if (hitCondition === undefined || hitCondition.trim() === '') return true;
    const { operator, count } = parseHitCondition(hitCondition)!;
    switch (operator) {
      case '>':
        return this.hits > count;
      case '>=':
        return this.hits >= count;
      case '<':
        return this.hits < count;
      case '<=':
        return this.hits <= count;
      case '%':
        return this.hits % count === 0;
      default:
        return this.hits === count;
    }
  }
}

/** Reads `5`, `>= 5`, `% 3`; undefined if it is none of these. */
export function parseHitCondition(text: string): { operator: string; count: number } | undefined {
  const match = /^\s*(>=|<=|==|=|>|<|%)?\s*(\d+)\s*$/.exec(text);
  if (!match) return undefined;
  const count = Number(match[2]);
  if (match[1] === '%' && count === 0) return undefined;
  return { operator: match[1] ?? '=', count };
}
