import { Bounce } from './bounce/bounce';
import { LinkedLists } from './list/linkedLists';
import { Mandelbrot } from './mandelbrot/mandelbrot';
import { NBody } from './nbody/nBody';
import { Permute } from './permute/permute';
import type { PortableProgram } from './portable/portableProgram';
import { PrimeFlags } from './primes/primeFlags';
import { Queens } from './queens/queens';
import { Richards } from './richards/richards';
import { Storage } from './storage/storage';
import { Towers } from './towers/towers';

/** The programs by the names of their Smalltalk classes: in TypeScript, those classes' twins. */
export const portablePrograms: Readonly<Record<string, new () => PortableProgram<unknown>>> = {
  Bounce,
  LinkedLists,
  Mandelbrot,
  NBody,
  Permute,
  PrimeFlags,
  Queens,
  Richards,
  Storage,
  Towers,
};
