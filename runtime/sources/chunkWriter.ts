import { definitionMessage } from './classKinds';
import type { ClassDefinition, MethodDefinition, SourceItem } from './sourceModel';

/**
 * A fileOut of the items in their order. Neighbouring methods of one class and protocol share a preamble;
 * packages have no place in the format and are left out.
 */
export function writeChunks(items: readonly SourceItem[]): string {
  let text = '';
  let preamble = '';
  const endMethods = (): void => {
    if (preamble !== '') text += ' !\n\n';
    preamble = '';
  };
  for (const item of items) {
    if (item.kind === 'method') {
      const head = methodsPreamble(item);
      if (head !== preamble) {
        endMethods();
        text += `!${bangsDoubled(head)}!\n`;
        preamble = head;
      }
      text += `${bangsDoubled(item.source)}!\n`;
      continue;
    }
    endMethods();
    switch (item.kind) {
      case 'class':
        text += classText(item);
        break;
      case 'classSide':
        text += `${bangsDoubled(classSideText(item.className, item.instanceVariables, item.traits))}!\n\n`;
        break;
      case 'comment': {
        const owner = item.isMeta ? `${item.className} class` : item.className;
        text += `!${owner} commentStamp: ${quoted(item.stamp)} prior: 0!\n${bangsDoubled(item.text)}!\n\n`;
        break;
      }
      case 'doIt':
        text += `${bangsDoubled(item.source)}!\n\n`;
        break;
      default:
    }
  }
  endMethods();
  return text;
}

/** The message that defines a class, in Squeak's spelling. */
export function classDefinitionText(definition: ClassDefinition): string {
  const { name, superclassName, classKind, traits, category } = definition;
  if (definition.isTrait) {
    return `Trait named: #${name}\n\tuses: ${traits === '' ? '{}' : traits}\n\tcategory: ${quoted(category)}`;
  }
  const names = (list: readonly string[]): string => quoted(list.join(' '));
  return [
    `${superclassName ?? 'nil'} ${definitionMessage(classKind)} #${name}`,
    ...(traits === '' ? [] : [`uses: ${traits}`]),
    `instanceVariableNames: ${names(definition.instanceVariables)}`,
    `classVariableNames: ${names(definition.classVariables)}`,
    `poolDictionaries: ${names(definition.pools)}`,
    `category: ${quoted(category)}`,
  ].join('\n\t');
}

function classText(definition: ClassDefinition): string {
  const { name, classInstanceVariables, classTraits, comment } = definition;
  let text = `${bangsDoubled(classDefinitionText(definition))}!\n\n`;
  if (classInstanceVariables.length > 0 || classTraits !== '') {
    text += `${bangsDoubled(classSideText(name, classInstanceVariables, classTraits))}!\n\n`;
  }
  if (comment !== '') text += `!${name} commentStamp: '' prior: 0!\n${bangsDoubled(comment)}!\n\n`;
  return text;
}

function classSideText(name: string, instanceVariables: readonly string[], traits: string): string {
  const uses = traits === '' ? '' : `\n\tuses: ${traits}`;
  return `${name} class${uses}\n\tinstanceVariableNames: ${quoted(instanceVariables.join(' '))}`;
}

function methodsPreamble({ className, isMeta, protocol, stamp }: MethodDefinition): string {
  const owner = isMeta ? `${className} class` : className;
  const stampText = stamp === '' ? '' : ` stamp: ${quoted(stamp)}`;
  return `${owner} methodsFor: ${quoted(protocol || 'as yet unclassified')}${stampText}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function bangsDoubled(text: string): string {
  return text.replaceAll('!', '!!');
}
