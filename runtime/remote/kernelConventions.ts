// What our own kernel's Smalltalk has for messages between images: see runtime/kernel/Remote.
import type { Behavior } from '../object-memory/behavior';
import type { Context } from '../object-memory/context';
import type { Method } from '../object-memory/method';
import type { ImageId, ObjectMemory } from '../object-memory/objectMemory';
import type { Fields, SObject, Value } from '../object-memory/objects';
import type { Conventions } from './conventions';
import { contextFor, deliveryContext } from './deliveryContext';
import type { WireError } from './wire';

export class KernelConventions implements Conventions {
  constructor(private readonly memory: ObjectMemory) {}

  messageContext(receiver: Value, selector: string, args: readonly Value[]): Context {
    return deliveryContext(this.memory, receiver, selector, args);
  }

  methodContext(receiver: Value, method: Method, args: readonly Value[]): Context {
    return contextFor(this.memory, null, receiver, method, args);
  }

  /** Failures are told by primitives, before the Process ends. */
  endOf(returned: Value): Value {
    return returned;
  }

  answerContext(): null {
    return null;
  }

  errorContext(sender: Context, error: WireError, suspension: Value): Context {
    const { kernel } = this.memory;
    const info = kernel.array([
      kernel.string(error.cls),
      kernel.string(error.text),
      kernel.string(error.stack),
      suspension,
    ]);
    const raiser = this.memory.classNamed(error.cls) ?? this.memory.classNamed('RemoteError')!;
    const method = this.memory.lookup(raiser.$b, 'raiseRemote:');
    const receiver = method ? raiser : this.memory.classNamed('RemoteError')!;
    return contextFor(this.memory, sender, receiver, 'raiseRemote:', [info]);
  }

  signalContext(sender: Context, className: string, text: string): Context {
    const signaller = this.memory.classNamed(className)!;
    return contextFor(this.memory, sender, signaller, 'signal:', [this.memory.kernel.string(text)]);
  }

  returnContext(top: Context, home: Context, value: Value): Context {
    return contextFor(this.memory, top, home, 'return:', [value]);
  }

  leavingContext(top: Context, image: ImageId, token: number): Context {
    const { kernel } = this.memory;
    return contextFor(this.memory, top, top, 'unwindFor:token:', [
      kernel.integer(image),
      kernel.integer(token),
    ]);
  }

  wasTerminated(process: SObject): boolean {
    return (process as Fields)[terminatingField(process.$b)] === this.memory.kernel.true_;
  }
}

// All Processes of a kernel are of one class.
let lastBehavior: Behavior | null = null;
let lastField = '';

/** The field of a Process that the kernel sets when it is to end. */
function terminatingField(behavior: Behavior): string {
  if (behavior !== lastBehavior) {
    lastBehavior = behavior;
    lastField = `f${behavior.allInstanceVariableNames().indexOf('terminating')}`;
  }
  return lastField;
}
