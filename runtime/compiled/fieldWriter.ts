// Reading and storing instance variables, with Floats that a field has for itself (see ownFloats.ts).
import type { Behavior } from '../object-memory/behavior';
import { definerOf } from '../object-memory/ownFloats';
import { heapRead, type Operand } from './operand';
import type { CodeBuilder } from './codeBuilder';

/** What code depends on that knows how a field is read. */
export function fieldKey(definer: Behavior, index: number): string {
  return `field ${definer.id}:${index}`;
}

export class FieldWriter {
  constructor(private readonly code: CodeBuilder) {}

  pushField(receiver: Operand, behavior: Behavior, index: number): void {
    const read = heapRead(`${receiver.js}.f${index}`, receiver.variable);
    const definer = definerOf(behavior, index);
    this.code.dependencies.add(fieldKey(definer, index));
    this.code.push(definer.floatFields?.has(index) ? { ...read, isOwned: true } : read);
  }

  /** A number that overwrites a Float goes into it, if the field may have a Float of its own. */
  storeField(receiver: Operand, behavior: Behavior, index: number, value: Operand, slot: number): Operand {
    const place = `${receiver.js}.f${index}`;
    const definer = definerOf(behavior, index);
    // In a new object there is no Float to overwrite.
    if (value.form === 'double' && !receiver.isNew && !this.code.kernel.hasImmediateFloats()) {
      this.code.dependencies.add(fieldKey(definer, index));
      if (definer.floatFields?.has(index)) {
        const number = this.code.simpleNumber(value, slot);
        this.code.settle();
        this.code.declare('b');
        this.code.emit(
          `if ((b = ${place}).h === -1) b.v = ${number.js}; else ${place} = b.v !== undefined ? OW(${number.js}) : FL(${number.js});`,
        );
        return number;
      }
      this.code.feedback.wantFloatField(definer, index);
    }
    const tagged = this.code.simple(value, slot);
    this.code.settle();
    this.code.emit(`${place} = ${tagged.js};`);
    return tagged;
  }
}
