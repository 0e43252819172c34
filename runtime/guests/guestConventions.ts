// Messages between images for an unmodified image: what our kernel has methods for is done by code of the VM's own that
// uses what every Smalltalk with exceptions has. Nothing of it is installed in the image.
import { compileExpression } from '../loader/doIt';
import type { Context } from '../object-memory/context';
import { textIfString, textOf } from '../object-memory/literals';
import type { Method } from '../object-memory/method';
import type { ImageId } from '../object-memory/objectMemory';
import type { SArray, SObject, Value } from '../object-memory/objects';
import type { ImageMemory } from '../image-files/imageMemory';
import { Failure, Leaving, type Conventions } from '../remote/conventions';
import { contextFor, deliveryContext, deliverySelector } from '../remote/deliveryContext';
import { Errand, errandClass } from './errand';
import type { WireError } from '../remote/wire';

/**
 * Runs an errand. An error that the image does not handle ends it: its sender is told, and the image's own debugger does
 * not open for what somebody else asked for.
 */
const guardSource = `[{true. self value}] on: errorClass do: [:error |
  error return: {false. error class name asString. (error messageText ifNil: [error description]) asString. self stackText}]`;

/** The same where Symbols among the arguments are new to the image: it makes its own. */
const internSource = `[{true. (self intern: (self strings collect: [:each | each asSymbol])) value}] on: errorClass do: [:error |
  error return: {false. error class name asString. (error messageText ifNil: [error description]) asString. self stackText}]`;

const leaveSource = 'top unwindTo: nil. ^mark';

interface Guards {
  readonly plain: Method;
  readonly interning: Method;
}

export class GuestConventions implements Conventions {
  private readonly errands;
  /** First element of what a Process returns that a `^` left. */
  private readonly leaveMark: Errand;
  private guards: Guards | null | undefined;
  private leaveMethod: Method | undefined;

  constructor(private readonly memory: ImageMemory) {
    this.errands = errandClass(memory.kernel);
    this.leaveMark = this.errand(memory.kernel.nil, 'yourself', []);
  }

  messageContext(receiver: Value, selector: string, args: readonly Value[]): Context {
    return this.guarded(receiver, selector, args) ?? deliveryContext(this.memory, receiver, selector, args);
  }

  methodContext(receiver: Value, method: Method, args: readonly Value[]): Context {
    return this.guarded(receiver, method, args) ?? contextFor(this.memory, null, receiver, method, args);
  }

  private errand(receiver: Value, action: string | Method, args: readonly Value[]): Errand {
    return new Errand(this.errands, { receiver, action, args });
  }

  private guarded(receiver: Value, action: string | Method, args: readonly Value[]): Context | undefined {
    const { memory } = this;
    const { kernel } = memory;
    const errorClass = memory.classNamed('Error');
    this.guards ??= this.newGuards();
    if (!this.guards || !errorClass) return undefined;
    const errand = this.errand(receiver, action, args);
    const hasStrangers = args.some((value) => kernel.isStranger(value));
    const guard = hasStrangers ? this.guards.interning : this.guards.plain;
    return contextFor(memory, null, errand, guard, [kernel.array([errorClass])]);
  }

  /** Null where blocks have no exception handlers. */
  private newGuards(): Guards | null {
    if (!this.memory.lookup(this.memory.kernel.known.BlockClosure, 'on:do:')) return null;
    return {
      plain: this.compiled(guardSource, ['errorClass']),
      interning: this.compiled(internSource, ['errorClass']),
    };
  }

  answerContext(waiting: Context, value: Value): Context | null {
    const { kernel } = this.memory;
    if (!kernel.isStranger(value)) return null;
    return contextFor(this.memory, waiting, kernel.string(textOf(value as SObject)), 'asSymbol', []);
  }

  private compiled(source: string, variables: readonly string[]): Method {
    const method = compileExpression(this.memory, this.errands, source, variables);
    // Not a do-it of anybody's: nobody sees it.
    (method as { selector: string }).selector = deliverySelector;
    return method;
  }

  endOf(returned: Value): Value | Failure | Leaving {
    if (!this.guards) return returned;
    const parts = typeof returned === 'object' ? (returned as Partial<SArray>).a : undefined;
    const { true_, false_ } = this.memory.kernel;
    if (parts?.length === 2 && parts[0] === true_) return parts[1];
    if (parts?.length === 3 && parts[0] === this.leaveMark)
      return new Leaving(parts[1] as number as ImageId, parts[2] as number);
    const failed = parts?.length === 4 && parts[0] === false_;
    const [cls, text, stack] = failed ? parts.slice(1).map((part) => textIfString(part) ?? '') : [];
    return new Failure({
      cls: cls ?? 'RemoteError',
      text: text ?? `The Process that ran the message in ${this.memory.name} was terminated`,
      stack: stack ?? '',
      suspension: null,
    });
  }

  /** An unmodified image can't resume what happened elsewhere: it knows no such exception. */
  errorContext(sender: Context, { cls, text }: WireError): Context {
    return this.signalContext(sender, cls, text);
  }

  signalContext(sender: Context, className: string, text: string): Context {
    const { kernel } = this.memory;
    const message = [kernel.string(className === 'RemoteError' ? text : `${className}: ${text}`)];
    const error = this.memory.classNamed('Error');
    return error && this.memory.lookup(error.$b, 'signal:')
      ? contextFor(this.memory, sender, error, 'signal:', message)
      : contextFor(this.memory, sender, kernel.nil, 'error:', message);
  }

  returnContext(top: Context, home: Context, value: Value): Context {
    return this.memory.lookup(home.$b, 'return:')
      ? contextFor(this.memory, top, home, 'return:', [value])
      : this.signalContext(
          top,
          'BlockCannotReturn',
          'this image can not return from a block that ran elsewhere',
        );
  }

  leavingContext(top: Context, image: ImageId, token: number): Context {
    const { kernel } = this.memory;
    if (!this.guards || !this.memory.lookup(top.$b, 'unwindTo:'))
      return this.signalContext(top, 'BlockCannotReturn', 'this image can not be left by a block');
    const mark = kernel.array([this.leaveMark, image, token]);
    this.leaveMethod ??= this.compiled(leaveSource, ['top', 'mark']);
    return contextFor(this.memory, null, kernel.nil, this.leaveMethod, [kernel.array([top, mark])]);
  }

  /** A Process that was told to end does not return: it is found by looking for it. */
  wasTerminated(_process: SObject): boolean {
    return false;
  }
}
