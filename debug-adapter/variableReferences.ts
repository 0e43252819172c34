import type { DebugProtocol } from '@vscode/debugprotocol';
import type { VariableInfo } from '../runtime/debugger/runtimeDebugger';

// A lazy value's reference leads to the one value that stands there once it is followed; another's to what is
// inside it. The lowest bit tells them apart, so that no table is needed.

export type VariableReference = { readonly handle: number; readonly isLazy: boolean };

export const toReference = (handle: number, isLazy: boolean): number =>
  handle === 0 ? 0 : handle * 2 + (isLazy ? 1 : 0);

export const fromReference = (reference: number): VariableReference => ({
  handle: Math.floor(reference / 2),
  isLazy: reference % 2 === 1,
});

/** What a client shows of a value, apart from its name. */
export interface ShownValue {
  type: string;
  variablesReference: number;
  namedVariables?: number;
  indexedVariables?: number;
  memoryReference?: string;
  presentationHint?: DebugProtocol.VariablePresentationHint;
}

export function shownValue(info: VariableInfo): ShownValue {
  const isLazy = info.lazy === true && info.handle !== 0;
  return {
    type: info.type,
    variablesReference: toReference(info.handle, isLazy),
    ...(isLazy ? {} : { namedVariables: info.namedCount, indexedVariables: info.indexedCount }),
    memoryReference: info.memoryReference,
    presentationHint: presentationHint(info, isLazy),
  };
}

/** A value's text: of integers in Smalltalk's hexadecimal notation, if that is wanted. */
export function formatted(
  { value, type }: VariableInfo,
  format: DebugProtocol.ValueFormat | undefined,
): string {
  if (!format?.hex || !type.endsWith('Integer') || !/^-?\d+$/.test(value)) return value;
  const digits = BigInt(value.replace('-', '')).toString(16).toUpperCase();
  return `${value.startsWith('-') ? '-' : ''}16r${digits}`;
}

export function toVariable(info: VariableInfo, format?: DebugProtocol.ValueFormat): DebugProtocol.Variable {
  return {
    name: info.name,
    value: formatted(info, format),
    evaluateName: info.evaluateName,
    ...shownValue(info),
  };
}

function presentationHint(info: VariableInfo, isLazy: boolean): DebugProtocol.VariablePresentationHint {
  const kinds: Partial<Record<NonNullable<VariableInfo['kind']>, string>> = {
    class: 'class',
    field: 'property',
    element: 'data',
    virtual: 'virtual',
  };
  const kind = info.kind && kinds[info.kind];
  return {
    ...(kind ? { kind } : {}),
    ...(info.canSet ? {} : { attributes: ['readOnly'] }),
    ...(isLazy ? { lazy: true } : {}),
  };
}
