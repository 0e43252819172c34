// Basic blocks of the code that is being written, and how they go on.
import type { FrameState } from './frame';

export interface Edge {
  readonly to: Block;
  /** Assignments that bring the values to where `to` expects them. */
  readonly moves: string;
}

export type Exit =
  | { readonly kind: 'jump'; readonly edge: Edge }
  | { readonly kind: 'branch'; readonly condition: string; readonly yes: Edge; readonly no: Edge }
  /** Its text ends with a return. */
  | { readonly kind: 'end' };

export class Block {
  readonly text: string[] = [];
  exit: Exit = { kind: 'end' };
  isWritten = false;

  constructor(
    readonly key: string,
    readonly pc: number,
    /** What holds where it begins; a merge's slots are constants or their own variables. */
    readonly entry: FrameState,
    readonly isMerge: boolean,
  ) {}

  get edges(): readonly Edge[] {
    switch (this.exit.kind) {
      case 'jump':
        return [this.exit.edge];
      case 'branch':
        return [this.exit.yes, this.exit.no];
      case 'end':
        return [];
    }
  }
}
