import { PortableVector } from '../portable/portableVector';
import type { Constraint } from './constraints';
import { Strength } from './strength';

/** The twin of DeltaBlueVariable.class.st. */
export class Variable {
  readonly constraints = new PortableVector<Constraint>(2);
  determinedBy: Constraint | null = null;
  mark = 0;
  walkStrength = Strength.absoluteWeakest;
  isStay = true;

  constructor(public value: number) {}

  addConstraint(constraint: Constraint): void {
    this.constraints.append(constraint);
  }

  removeConstraint(constraint: Constraint): void {
    this.constraints.remove(constraint);
    if (this.determinedBy === constraint) this.determinedBy = null;
  }
}
