// BlockContext: what blocks were before closures (Blue Book ch. 27). One object is both the block and its activation;
// its code stands in its home's method and works on the home's temporaries.
import type { Behavior } from './behavior';
import { Context } from './context';
import type { Method } from './method';
import type { Value } from './objects';

export class BlockContext extends Context {
  /** The Context of the method that made the block; null while Smalltalk has not yet said which. */
  homeContext: Context | null = null;
  /** As Smalltalk reads and writes them: SmallIntegers, or nil in one just made. */
  numArgs: Value;
  startPc: Value;
  /** Where the code begins, by `startPc` and the home's method; -1 if that was not looked up yet. */
  startInstruction = -1;

  /** A block about nothing yet, whose code is `placeholder`; callers give it a home and a program counter. */
  constructor(
    private readonly behavior: Behavior,
    placeholder: Method,
    nil: Value,
  ) {
    super(null, placeholder, nil, null, []);
    this.numArgs = nil;
    this.startPc = nil;
  }

  override get $b(): Behavior {
    return this.behavior;
  }

  override get home(): Context {
    return this.homeContext ?? this;
  }

  override get outer(): Context | null {
    return this.homeContext;
  }

  override copy(): BlockContext {
    const copy = new BlockContext(this.behavior, this.method, this.receiver);
    copy.copyStateOf(this);
    copy.homeContext = this.homeContext;
    copy.numArgs = this.numArgs;
    copy.startPc = this.startPc;
    return copy;
  }
}
