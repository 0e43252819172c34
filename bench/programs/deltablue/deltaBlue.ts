import { BenchError } from '../../measurement';
import { PortableProgram } from '../portable/portableProgram';
import { PortableVector } from '../portable/portableVector';
import { EditConstraint, EqualityConstraint, ScaleConstraint, StayConstraint } from './constraints';
import { Planner } from './planner';
import { Rank } from './strength';
import { Variable } from './variable';

/** The twin of DeltaBlue.class.st. */
export class DeltaBlue extends PortableProgram<boolean> {
  protected once(): boolean {
    this.chain(100);
    this.project(100);
    return true;
  }

  protected isRight(answer: boolean): boolean {
    return answer;
  }

  private chain(count: number): void {
    const planner = new Planner();
    const variables: Variable[] = [];
    for (let i = 0; i <= count; i++) variables.push(new Variable(0));
    for (let i = 0; i < count; i++)
      new EqualityConstraint(variables[i], variables[i + 1], Rank.required).addTo(planner);
    const last = variables[count];
    new StayConstraint(last, Rank.strongDefault).addTo(planner);
    const edit = new EditConstraint(variables[0], Rank.preferred);
    edit.addTo(planner);
    const plan = planner.planFrom(PortableVector.with(edit));
    for (let value = 1; value <= 100; value++) {
      variables[0].value = value;
      plan.execute();
      this.check(last.value === value);
    }
    edit.destroyIn(planner);
  }

  private project(count: number): void {
    const planner = new Planner();
    const targets = new PortableVector<Variable>();
    const scale = new Variable(10);
    const offset = new Variable(1000);
    let source = scale;
    let target = scale;
    for (let i = 1; i <= count; i++) {
      source = new Variable(i);
      target = new Variable(i);
      targets.append(target);
      new StayConstraint(source, Rank.default).addTo(planner);
      new ScaleConstraint(source, scale, offset, target, Rank.required).addTo(planner);
    }
    planner.change(source, 17);
    this.check(target.value === 1170);
    planner.change(target, 1050);
    this.check(source.value === 5);
    planner.change(scale, 5);
    for (let i = 1; i < count; i++) this.check(targets.at(i - 1)!.value === i * 5 + 1000);
    planner.change(offset, 2000);
    for (let i = 1; i < count; i++) this.check(targets.at(i - 1)!.value === i * 5 + 2000);
  }

  private check(holds: boolean): void {
    if (!holds) throw new BenchError('The constraints do not hold');
  }
}
