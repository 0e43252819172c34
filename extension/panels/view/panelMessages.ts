// What a panel's view and the extension say to each other.
import type { FarReferenceRow, ImageRow, MessageRow } from '../../protocol/customRequests';

/** To the view: the tables as they are now, or that nothing is being debugged. */
export type ToView =
  | {
      readonly kind: 'tables';
      readonly images: readonly ImageRow[];
      readonly messages: readonly MessageRow[];
      readonly references: readonly FarReferenceRow[];
    }
  | { readonly kind: 'ended' };

/** From the view: what the person wants. */
export type FromView =
  | { readonly kind: 'ready' }
  | { readonly kind: 'openMessage'; readonly id: string; readonly side: 'sender' | 'receiver' }
  | { readonly kind: 'pause' | 'continue'; readonly image: number };
