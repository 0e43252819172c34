// What the extension and the language server say to each other beyond the Language Server Protocol.

/** The scheme of the embedded image's classes, which have no files: `archipelago-kernel:/PACKAGE/CLASS.class.st`. */
export const kernelScheme = 'archipelago-kernel';

/** A request with the URI of such a document; answers its text, or null if the image has no such class. */
export const kernelDocumentRequest = 'archipelago/kernelDocument';

/** A request without arguments: answers the workspace's test classes, `TestClass[]`. */
export const testsRequest = 'archipelago/tests';

/** A notification, without arguments: sources were read or edited since the last one. */
export const sourcesChanged = 'archipelago/sourcesChanged';

/** Lines and columns in base 0, as the protocol counts. */
interface Span {
  start: { line: number; character: number };
  end: { line: number; character: number };
}

/** A concrete class of tests. */
export interface TestClass {
  name: string;
  category: string;
  uri: string;
  range: Span;
  /** Its own test methods and those that it inherits from classes of the workspace. */
  methods: { selector: string; uri: string; range: Span }[];
  /** URIs of the files that its tests need: its own, then those of what they name and send. */
  files: string[];
}

/** Commands that code lenses and code actions name; the client provides them. */
export const languageCommands = {
  /** Arguments: a document's URI, a position in the protocol's words. */
  showSenders: 'archipelago.showSenders',
  showImplementors: 'archipelago.showImplementors',
  /** Arguments: a class's name, and a test method's selector or nothing for all of the class. */
  runTest: 'archipelago.runTest',
} as const;

/** The section of the settings that the server asks for. */
export const languageSection = 'archipelago.language';

/** The settings of that section, all optional. */
export interface LanguageSettings {
  /** Senders, implementors and tests above methods. */
  codeLens: boolean;
  /** Classes of variables, where they can be told. */
  inlayHints: boolean;
  /** Hints at messages that no class understands. */
  unknownSelectors: boolean;
}

export const defaultLanguageSettings: LanguageSettings = {
  codeLens: true,
  inlayHints: false,
  unknownSelectors: true,
};
