// The numbers that sounds had before plugins: images of that time play, record and mix by them. In images since, and
// with other numbers of arguments, the same numbers mean something else.
import type { Primitive, PrimitiveFamily } from '../primitives/primitive';
import { primitiveNamed, primitiveNumbered } from '../primitives/primitiveTable';
import { ImageMemory } from './imageMemory';

/** Number, how many arguments it has, its name today. */
const numbers: readonly (readonly [number: number, argc: number, name: string])[] = [
  [170, 3, 'SoundPlugin.primitiveSoundStart'],
  [171, 4, 'SoundPlugin.primitiveSoundStartWithSemaphore'],
  [172, 0, 'SoundPlugin.primitiveSoundStop'],
  [173, 0, 'SoundPlugin.primitiveSoundAvailableSpace'],
  [174, 3, 'SoundPlugin.primitiveSoundPlaySamples'],
  [180, 5, 'SoundGenerationPlugin.primitiveMixFMSound'],
  [181, 5, 'SoundGenerationPlugin.primitiveMixPluckedSound'],
  [183, 3, 'SoundGenerationPlugin.primitiveApplyReverb'],
  [184, 5, 'SoundGenerationPlugin.primitiveMixLoopedSampledSound'],
  [185, 5, 'SoundGenerationPlugin.primitiveMixSampledSound'],
  [189, 3, 'SoundPlugin.primitiveSoundInsertSamples'],
  [190, 3, 'SoundPlugin.primitiveSoundStartRecording'],
  [191, 0, 'SoundPlugin.primitiveSoundStopRecording'],
  [192, 0, 'SoundPlugin.primitiveSoundGetRecordingSampleRate'],
  [193, 2, 'SoundPlugin.primitiveSoundRecordSamples'],
  [194, 1, 'SoundPlugin.primitiveSoundSetRecordLevel'],
];

/** Made when called: it stands on what has the numbers otherwise. */
export function oldSoundNumbers(): PrimitiveFamily {
  const numbered: Record<number, Primitive> = {};
  for (const [number, count, name] of numbers) {
    const sound = primitiveNamed(name);
    const otherwise = primitiveNumbered(number);
    numbered[number] = (vm, stack, rcvr, argc) => {
      const { image } = vm;
      const isMeant = image instanceof ImageMemory && image.dialect.memory === 'v3' && argc === count;
      return (isMeant ? sound : otherwise)(vm, stack, rcvr, argc);
    };
  }
  return { numbered };
}
