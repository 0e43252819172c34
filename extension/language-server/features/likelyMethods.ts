import type { Expression } from '../../../runtime/compiler/ast';
import type { Code, MethodCode } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { lookupMethod } from '../meaning/methodLookup';
import { TypeInference } from '../meaning/typeInference';

export interface LikelyMethods {
  /** The method that runs, if the receiver's class can be told. */
  readonly exact: MethodCode | undefined;
  /** All implementors, the likeliest first. */
  readonly all: readonly MethodCode[];
}

/** The methods that a send may run. */
export function likelyMethods(
  index: SourceIndex,
  code: Code,
  selector: string,
  receiver: Expression,
): LikelyMethods {
  const type = new TypeInference(index, code).typeOf(receiver);
  const exact = type && lookupMethod(index, type, selector);
  const implementors = index.implementors(selector);
  const others = implementors.filter((each) => each !== exact).sort(byPlace);
  return { exact, all: exact ? [exact, ...others] : others };
}

/** The workspace's methods before the kernel's, then by class. */
function byPlace(a: MethodCode, b: MethodCode): number {
  const kernelLast = Number(a.document.isKernel) - Number(b.document.isKernel);
  return kernelLast || a.item.className.localeCompare(b.item.className);
}
