// Methods that have no file are documents of the scheme `archipelago-method`: `archipelago-method:/IMAGE/CLASS>>SELECTOR.st`.

export const methodScheme = 'archipelago-method';

/** Stands for a method that is still to be written. */
export const newMethodSelector = '(new)';

/** A method by the name of an image that has it. */
export interface MethodDocument {
  imageName: string;
  className: string;
  isMeta: boolean;
  selector: string;
}

/** Answers the document's URI. */
export function methodDocumentUri({ imageName, className, isMeta, selector }: MethodDocument): string {
  const file = `${className}${isMeta ? ' class' : ''}>>${selector}.st`;
  return `${methodScheme}:/${encodeURIComponent(imageName)}/${encodeURIComponent(file)}`;
}

/** Reads a URI, encoded to any degree; undefined if it isn't such a document's. */
export function parseMethodDocumentUri(uri: string): MethodDocument | undefined {
  const match = /^archipelago-method:\/([^/]+)\/(.+)\.st$/s.exec(uri);
  if (!match) return undefined;
  const file = /^(\w+)( class)?>>(.+)$/s.exec(decodeURIComponent(match[2]!));
  if (!file) return undefined;
  return {
    imageName: decodeURIComponent(match[1]!),
    className: file[1]!,
    isMeta: file[2] !== undefined,
    selector: file[3]!,
  };
}
