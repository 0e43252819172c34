import { PortableVector } from '../portable/portableVector';
import { EditConstraint, type Constraint } from './constraints';
import { Rank, Strength } from './strength';
import type { Variable } from './variable';

/** The twin of DeltaBluePlan.class.st. */
class Plan extends PortableVector<Constraint> {
  execute(): void {
    this.forEach((each) => each.execute());
  }
}

/** The twin of DeltaBluePlanner.class.st. */
export class Planner {
  private lastMark = 1;

  add(constraint: Constraint): void {
    const mark = this.newMark();
    let overridden = constraint.satisfy(mark, this);
    while (overridden !== null) overridden = overridden.satisfy(mark, this);
  }

  remove(constraint: Constraint): void {
    const { output } = constraint;
    constraint.markUnsatisfied();
    constraint.removeFromGraph();
    this.unsatisfiedAfter(output).forEach((each) => this.add(each));
  }

  planFrom(constraints: PortableVector<Constraint>): Plan {
    const sources = new PortableVector<Constraint>();
    constraints.forEach((each) => {
      if (each.isInput() && each.isSatisfied) sources.append(each);
    });
    return this.planOf(sources);
  }

  change(variable: Variable, value: number): void {
    const edit = new EditConstraint(variable, Rank.preferred);
    edit.addTo(this);
    const plan = this.planFrom(PortableVector.with<Constraint>(edit));
    for (let i = 0; i < 10; i++) {
      variable.value = value;
      plan.execute();
    }
    edit.destroyIn(this);
  }

  /** Whether that ends: not where the constraint's own output is met again. */
  propagate(constraint: Constraint, mark: number): boolean {
    const todo = PortableVector.with(constraint);
    while (!todo.isEmpty) {
      const each = todo.removeFirst()!;
      if (each.output.mark === mark) {
        this.remove(constraint);
        return false;
      }
      each.recalculate();
      this.addConsumers(each.output, todo);
    }
    return true;
  }

  private planOf(todo: PortableVector<Constraint>): Plan {
    const mark = this.newMark();
    const plan = new Plan(15);
    while (!todo.isEmpty) {
      const constraint = todo.removeFirst()!;
      if (constraint.output.mark !== mark && constraint.inputsKnown(mark)) {
        plan.append(constraint);
        constraint.output.mark = mark;
        this.addConsumers(constraint.output, todo);
      }
    }
    return plan;
  }

  private newMark(): number {
    return ++this.lastMark;
  }

  private addConsumers(variable: Variable, vector: PortableVector<Constraint>): void {
    this.consumersDo(variable, (each) => vector.append(each));
  }

  private consumersDo(variable: Variable, action: (consumer: Constraint) => void): void {
    const { determinedBy } = variable;
    variable.constraints.forEach((each) => {
      if (each !== determinedBy && each.isSatisfied) action(each);
    });
  }

  /** The constraints that may hold now that nothing determines the variable; the strongest first. */
  private unsatisfiedAfter(output: Variable): PortableVector<Constraint> {
    const unsatisfied = new PortableVector<Constraint>();
    output.determinedBy = null;
    output.walkStrength = Strength.absoluteWeakest;
    output.isStay = true;
    const todo = PortableVector.with(output);
    while (!todo.isEmpty) {
      const variable = todo.removeFirst()!;
      variable.constraints.forEach((each) => {
        if (!each.isSatisfied) unsatisfied.append(each);
      });
      this.consumersDo(variable, (each) => {
        each.recalculate();
        todo.append(each.output);
      });
    }
    if (!unsatisfied.isEmpty) unsatisfied.sort((one, other) => one.strength.strongerThan(other.strength));
    return unsatisfied;
  }
}
