// How the VM speaks to the Smalltalk of an image about messages. Our kernel has methods for it; an unmodified image has
// not, so that code of the VM's own does what they would (guestConventions.ts).
import type { Context } from '../object-memory/context';
import type { Method } from '../object-memory/method';
import type { ImageId } from '../object-memory/objectMemory';
import type { SObject, Value } from '../object-memory/objects';
import type { WireError } from './wire';

export interface Conventions {
  /** The bottom Context of a Process that sends a message and returns what comes of it. */
  messageContext(receiver: Value, selector: string, args: readonly Value[]): Context;
  /** The same for a method run on `receiver`; its primitive is not tried. */
  methodContext(receiver: Value, method: Method, args: readonly Value[]): Context;
  /** What a value says that the bottom Context of such a Process returned: itself, or how else it ended. */
  endOf(returned: Value): Value | Failure | Leaving;
  /** A Context on top of the one that waits which makes the answer out of `value`; null if that is the answer. */
  answerContext(waiting: Context, value: Value): Context | null;
  /** A Context that signals in `sender` what went wrong elsewhere; `suspension` can resume it, or is nil. */
  errorContext(sender: Context, error: WireError, suspension: Value): Context;
  /** A Context that signals an error of this image in `sender`. */
  signalContext(sender: Context, className: string, text: string): Context;
  /** A Context that returns `value` from `home`, which is below `top`, running what has to run on the way. */
  returnContext(top: Context, home: Context, value: Value): Context;
  /** A Context that unwinds all of `top`'s Process and then leaves this image for `image`, where `token` says how to go on. */
  leavingContext(top: Context, image: ImageId, token: number): Context;
  /** Whether a Process that ended did so because it was told to. */
  wasTerminated(process: SObject): boolean;
}

/** The Process ended with an error that nobody handled. */
export class Failure {
  constructor(readonly error: WireError) {}
}

/** The Process was unwound by a `^` that goes on in another image. */
export class Leaving {
  constructor(
    readonly image: ImageId,
    readonly token: number,
  ) {}
}
