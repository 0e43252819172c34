// Programs at random give the same in both tiers. By hand: ARCHIPELAGO_PROGRAMS=100000 npm run test:unit -- generatedPrograms
import test from 'node:test';
import { compareTiers } from '../../support/programs/tierComparison';

test('programs at random give the same in both tiers', (t) => compareTiers(t, 600));
