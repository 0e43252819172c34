import { BenchError } from '../../measurement';
import type { Planner } from './planner';
import { Strength, type Rank } from './strength';
import type { Variable } from './variable';

/** The twin of DeltaBlueConstraint.class.st. */
export abstract class Constraint {
  readonly strength: Strength;

  constructor(rank: Rank) {
    this.strength = Strength.of(rank);
  }

  abstract get output(): Variable;
  abstract get isSatisfied(): boolean;
  protected abstract someInput(isMeant: (input: Variable) => boolean): boolean;
  protected abstract inputsDo(action: (input: Variable) => void): void;
  protected abstract addToGraph(): void;
  abstract removeFromGraph(): void;
  protected abstract chooseMethod(mark: number): void;
  abstract markUnsatisfied(): void;
  abstract recalculate(): void;
  abstract execute(): void;

  isInput(): boolean {
    return false;
  }

  inputsKnown(mark: number): boolean {
    return !this.someInput((each) => !(each.mark === mark || each.isStay || each.determinedBy === null));
  }

  addTo(planner: Planner): void {
    this.addToGraph();
    planner.add(this);
  }

  destroyIn(planner: Planner): void {
    if (this.isSatisfied) planner.remove(this);
    this.removeFromGraph();
  }

  /** The constraint that this one overrode. */
  satisfy(mark: number, planner: Planner): Constraint | null {
    this.chooseMethod(mark);
    if (!this.isSatisfied) {
      if (this.strength.sameAs(Strength.required))
        throw new BenchError('A required constraint does not hold');
      return null;
    }
    this.inputsDo((each) => {
      each.mark = mark;
    });
    const { output } = this;
    const overridden = output.determinedBy;
    if (overridden !== null) overridden.markUnsatisfied();
    output.determinedBy = this;
    if (!planner.propagate(this, mark)) throw new BenchError('A circle of constraints');
    output.mark = mark;
    return overridden;
  }
}

/** The twin of DeltaBlueUnary.class.st. */
abstract class UnaryConstraint extends Constraint {
  private satisfied = false;

  constructor(
    readonly output: Variable,
    rank: Rank,
  ) {
    super(rank);
  }

  get isSatisfied(): boolean {
    return this.satisfied;
  }

  protected someInput(): boolean {
    return false;
  }

  protected inputsDo(): void {
    // It has none.
  }

  protected addToGraph(): void {
    this.output.addConstraint(this);
    this.satisfied = false;
  }

  removeFromGraph(): void {
    this.output.removeConstraint(this);
    this.satisfied = false;
  }

  protected chooseMethod(mark: number): void {
    this.satisfied = this.output.mark !== mark && this.strength.strongerThan(this.output.walkStrength);
  }

  markUnsatisfied(): void {
    this.satisfied = false;
  }

  recalculate(): void {
    this.output.walkStrength = this.strength;
    this.output.isStay = !this.isInput();
    if (this.output.isStay) this.execute();
  }
}

/** The twin of DeltaBlueEdit.class.st. */
export class EditConstraint extends UnaryConstraint {
  override isInput(): boolean {
    return true;
  }

  execute(): void {
    // The value comes from outside.
  }
}

/** The twin of DeltaBlueStay.class.st. */
export class StayConstraint extends UnaryConstraint {
  execute(): void {
    // It stays.
  }
}

/** The twin of DeltaBlueBinary.class.st. */
abstract class BinaryConstraint extends Constraint {
  protected direction: 'forward' | 'backward' | null = null;

  constructor(
    protected readonly first: Variable,
    protected readonly second: Variable,
    rank: Rank,
  ) {
    super(rank);
  }

  get output(): Variable {
    return this.direction === 'forward' ? this.second : this.first;
  }

  protected get input(): Variable {
    return this.direction === 'forward' ? this.first : this.second;
  }

  get isSatisfied(): boolean {
    return this.direction !== null;
  }

  protected someInput(isMeant: (input: Variable) => boolean): boolean {
    return isMeant(this.input);
  }

  protected inputsDo(action: (input: Variable) => void): void {
    action(this.input);
  }

  protected addToGraph(): void {
    this.first.addConstraint(this);
    this.second.addConstraint(this);
    this.direction = null;
  }

  removeFromGraph(): void {
    this.first.removeConstraint(this);
    this.second.removeConstraint(this);
    this.direction = null;
  }

  protected chooseMethod(mark: number): void {
    const { first, second, strength } = this;
    if (first.mark === mark)
      this.direction = second.mark !== mark && strength.strongerThan(second.walkStrength) ? 'forward' : null;
    else if (second.mark === mark)
      this.direction = first.mark !== mark && strength.strongerThan(first.walkStrength) ? 'backward' : null;
    else if (first.walkStrength.weakerThan(second.walkStrength))
      this.direction = strength.strongerThan(first.walkStrength) ? 'backward' : null;
    else this.direction = strength.strongerThan(second.walkStrength) ? 'forward' : null;
  }

  markUnsatisfied(): void {
    this.direction = null;
  }

  recalculate(): void {
    const { input, output } = this;
    output.walkStrength = this.strength.weakest(input.walkStrength);
    output.isStay = input.isStay;
    if (output.isStay) this.execute();
  }
}

/** The twin of DeltaBlueEquality.class.st. */
export class EqualityConstraint extends BinaryConstraint {
  execute(): void {
    if (this.direction === 'forward') this.second.value = this.first.value;
    else this.first.value = this.second.value;
  }
}

/** The twin of DeltaBlueScale.class.st. */
export class ScaleConstraint extends BinaryConstraint {
  constructor(
    first: Variable,
    private readonly scale: Variable,
    private readonly offset: Variable,
    second: Variable,
    rank: Rank,
  ) {
    super(first, second, rank);
  }

  protected override inputsDo(action: (input: Variable) => void): void {
    action(this.input);
    action(this.scale);
    action(this.offset);
  }

  protected override addToGraph(): void {
    super.addToGraph();
    this.scale.addConstraint(this);
    this.offset.addConstraint(this);
  }

  override removeFromGraph(): void {
    super.removeFromGraph();
    this.scale.removeConstraint(this);
    this.offset.removeConstraint(this);
  }

  execute(): void {
    const { first, second, scale, offset } = this;
    if (this.direction === 'forward') second.value = first.value * scale.value + offset.value;
    else first.value = (second.value - offset.value) / scale.value;
  }

  override recalculate(): void {
    const { input, output } = this;
    output.walkStrength = this.strength.weakest(input.walkStrength);
    output.isStay = input.isStay && this.scale.isStay && this.offset.isStay;
    if (output.isStay) this.execute();
  }
}
