// The same hazards where a heart beats: loops are repeated within themselves then, and no call counts.
import { listenToHeart } from '../../support/programs/tierTrial';
import './hazards.test';

listenToHeart();
