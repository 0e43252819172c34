import type { Archipelago } from '../archipelago';
import { registerFarReferencesView } from './farReferencesView';
import { registerMessagesView } from './messagesView';
import { registerPagedObjectsView } from './pagedObjectsView';

/** The three views of the debug side bar. */
export function registerViews(archipelago: Archipelago): void {
  registerFarReferencesView(archipelago);
  registerPagedObjectsView(archipelago);
  registerMessagesView(archipelago);
}
