// The same where no call counts, because a heart beats.
import test from 'node:test';
import { compareTiers } from '../../support/programs/tierComparison';
import { listenToHeart } from '../../support/programs/tierTrial';

test('programs at random give the same in both tiers when a heart stops them', (t) => {
  listenToHeart();
  compareTiers(t, 400);
});
