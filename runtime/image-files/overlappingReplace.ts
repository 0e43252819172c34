// 105 within one object: VMs of V3 copy element by element upwards, so that what was copied may be copied again.
import { elementAt, elementAtPut } from '../primitives/objectAccess';
import { FAIL, type PrimitiveFamily } from '../primitives/primitive';
import { primitiveNumbered } from '../primitives/primitiveTable';
import { ImageMemory } from './imageMemory';

/** Made when called: it stands on the primitive that is there before. */
export function overlappingReplace(): PrimitiveFamily {
  const otherwise = primitiveNumbered(105);
  return {
    numbered: {
      105: (vm, stack, rcvr, argc) => {
        const { image } = vm;
        const [o, start, stop, source, from] = stack.slice(rcvr, rcvr + 5);
        const isUpwards = typeof start === 'number' && typeof from === 'number' && from < start;
        if (o !== source || !isUpwards || !(image instanceof ImageMemory) || image.dialect.memory !== 'v3')
          return otherwise(vm, stack, rcvr, argc);
        if (typeof o !== 'object' || typeof stop !== 'number' || from < 1) return FAIL;
        if (stop < start) return stop === start - 1 ? o : FAIL;
        // Nothing may have changed where it fails: the last one tells whether all can be stored.
        const last = elementAt(vm, o, stop - 1);
        if (last === FAIL || elementAtPut(o, stop - 1, last) === FAIL) return FAIL;
        for (let i = 0; start + i <= stop; i++) {
          const element = elementAt(vm, o, from - 1 + i);
          if (element !== FAIL) elementAtPut(o, start - 1 + i, element);
        }
        return o;
      },
    },
  };
}
