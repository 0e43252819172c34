import type { Archipelago } from '../archipelago';
import { registerClassesView } from './classesView';
import { registerFarReferencesView } from './farReferencesView';
import { registerMessagesView } from './messagesView';
import { registerPagedObjectsView } from './pagedObjectsView';

/** The views of the debug side bar. */
export function registerViews(archipelago: Archipelago): void {
  registerFarReferencesView(archipelago);
  registerPagedObjectsView(archipelago);
  registerMessagesView(archipelago);
  registerClassesView(archipelago);
}
