import { Bounce } from './bounce/bounce';
import { CollisionDetection } from './collisions/collisionDetection';
import { DeltaBlue } from './deltablue/deltaBlue';
import { Havlak } from './havlak/havlak';
import { Json } from './json/json';
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
  CollisionDetection,
  DeltaBlue,
  Havlak,
  Json,
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
