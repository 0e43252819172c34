// Breakpoints at random in the classes of a program, which never stop: what the temporaries are whenever one is met.
import { instructionsOf } from '../../../runtime/bytecodes/decoder';
import { Breakpoint } from '../../../runtime/debugger/breakpoint';
import { CodePatches } from '../../../runtime/debugger/codePatches';
import type { Interpreter } from '../../../runtime/interpreter/interpreter';
import type { Context } from '../../../runtime/object-memory/context';
import { Method } from '../../../runtime/object-memory/method';
import type { SFloat, Value } from '../../../runtime/object-memory/objects';
import type { TestImage } from '../images/localSystem';
import type { RandomChoice } from '../images/randomChoice';

/** One in so many instructions. */
const spacing = 25;

export class BreakLog {
  private readonly patches = new CodePatches();
  private readonly breakpoint = new Breakpoint(1, {}, 'source');
  /** How often each was met: Processes may take turns in any order. */
  private readonly met = new Map<string, number>();

  constructor(
    private readonly image: TestImage,
    private readonly choice: RandomChoice,
  ) {
    image.host.vm.debugHook = {
      atBreak: (vm, context) => this.note(vm, context),
      atStep: () => null,
    };
  }

  /** Sets them in all methods and blocks of the class and of those below. */
  scatter(className: string): void {
    const { memory } = this.image.vat;
    for (const behavior of memory.classNamed(className)!.behavior.withSubclasses())
      for (const entry of behavior.methods.values()) if (entry instanceof Method) this.scatterIn(entry);
  }

  private scatterIn(code: Method): void {
    const { original, literals } = instructionsOf(code);
    if (code.primitiveFunction === null)
      for (let pc = 0; pc < original.length; pc++)
        if (this.choice.below(spacing) === 0) this.patches.add(code, pc, this.breakpoint);
    for (const literal of literals) if (literal instanceof Method && literal.isBlock) this.scatterIn(literal);
  }

  private note({ kernel }: Interpreter, { method, pc, stack }: Context): null {
    const text = (v: Value): string => {
      if (typeof v !== 'object') return String(v);
      const { v: number } = v as Partial<SFloat>;
      return v === kernel.nil ? 'nil' : number !== undefined ? `Float ${number}` : v.$b.printName;
    };
    const temps = stack.slice(0, instructionsOf(method).numTemps).map(text);
    const line = `${method.printName}@${pc}: ${temps.join(' ')}`;
    this.met.set(line, (this.met.get(line) ?? 0) + 1);
    return null;
  }

  /** Takes them out; answers what was met. */
  end(): string {
    this.patches.remove(this.breakpoint);
    this.image.host.vm.debugHook = null;
    return [...this.met]
      .map(([line, count]) => `${count} × ${line}\n`)
      .sort()
      .join('');
  }
}
