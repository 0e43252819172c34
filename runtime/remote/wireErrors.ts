// The errors that the VM itself answers to messages, one constructor each.
import type { PassingError } from './argumentPassing';
import type { MessageFrame, WireError } from './wire';

export function blockReturned(): WireError {
  return { cls: 'BlockCannotReturn', text: 'a block returned past the message', stack: '', suspension: null };
}

export function passingError(error: PassingError): WireError {
  return { cls: 'RemoteError', text: error.message, stack: '', suspension: null };
}

export function missingTarget(frame: MessageFrame, name: string): WireError {
  const text = `${frame.selector} reached ${name}, but its receiver is no longer there`;
  return { cls: 'BrokenReference', text, stack: '', suspension: null };
}

export function revoked(frame: MessageFrame, reason: string): WireError {
  const text = `${frame.selector} can't be delivered: the reference was revoked (${reason})`;
  return { cls: 'BrokenReference', text, stack: '', suspension: null };
}
