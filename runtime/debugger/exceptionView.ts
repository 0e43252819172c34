// What an exception that stopped an image says of itself, read without running any Smalltalk.
import type { Interpreter } from '../interpreter/interpreter';
import type { Context } from '../object-memory/context';
import { textIfString } from '../object-memory/literals';
import type { Fields, SObject, Value } from '../object-memory/objects';
import type { Vat } from '../remote/vat';
import { contextsOf } from './frames';
import { display } from './presentation';
import type { ExceptionDetails } from './runtimeDebugger';

/** `top` is the Context in which the exception stopped its Process. */
export function exceptionDetails(vat: Vat, exception: SObject, top: Context | null): ExceptionDetails {
  const names = exception.$b.allInstanceVariableNames();
  const text = (name: string): string | undefined => {
    const index = names.indexOf(name);
    return index < 0 ? undefined : textIfString((exception as Fields)[`f${index}`]);
  };
  const classChain: string[] = [];
  for (let b: typeof exception.$b | null = exception.$b; b !== null; b = b.superclass) {
    classChain.push(b.name);
    if (b.name === 'Exception') break;
  }
  const remoteStackTrace = text('remoteStack');
  const contexts = top ? contextsOf(visibleTop(top, exception)).slice(0, 50) : [];
  const message = text('messageText') ?? missingMessage(vat, exception);
  return {
    exceptionClass: exception.$b.name,
    description: message === undefined ? exception.$b.name : `${exception.$b.name}: ${message}`,
    classChain,
    stackTrace: contexts.map((c) => c.method.printName).join('\n'),
    ...(remoteStackTrace !== undefined ? { remoteStackTrace } : {}),
  };
}

/** Whether a class of that name is among those of `v`. */
export function inheritsFromNamed(vm: Interpreter, v: Value, name: string): boolean {
  for (let b: Value | ReturnType<typeof vm.classOf> | null = vm.classOf(v); b !== null; b = b.superclass)
    if (b.name === name) return true;
  return false;
}

/** The Context a person wants to see at a stop for an exception: the one that signalled. */
export function visibleTop(top: Context, exception: SObject | null): Context {
  if (!exception) return top;
  const isMachinery = (c: Context): boolean =>
    c.receiver === exception ||
    /^(Unhandled|Exception|Error|Halt)/.test(c.method.methodClass.name) ||
    (c.method.methodClass.isMeta && /Error|Exception|Halt/.test(c.method.methodClass.name)) ||
    ['error:', 'doesNotUnderstand:', 'halt', 'halt:', 'signal', 'signal:', 'primitiveFailed'].includes(
      c.method.selector,
    );
  let context = top;
  while (context.sender !== null && isMachinery(context)) context = context.sender;
  return context;
}

/** The text of a MessageNotUnderstood, which makes it only when asked. */
function missingMessage(vat: Vat, exception: SObject): string | undefined {
  const names = exception.$b.allInstanceVariableNames();
  const message = (exception as Fields)[`f${names.indexOf('message')}`];
  const receiver = (exception as Fields)[`f${names.indexOf('receiver')}`];
  if (typeof message !== 'object' || message === null || message.$b.name !== 'Message') return undefined;
  return `${vat.memory.kernel.classOf(receiver).printName} does not understand ${display(vat, (message as Fields).f0)}`;
}
