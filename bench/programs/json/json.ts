import { PortableProgram } from '../portable/portableProgram';
import { JsonDocument } from './jsonDocument';
import { JsonParser } from './jsonParser';
import { JsonArray, JsonObject, type JsonValue } from './jsonValues';

/** The twin of Json.class.st. */
export class Json extends PortableProgram<JsonValue> {
  private readonly document = new JsonDocument().contents();

  protected once(): JsonValue {
    return new JsonParser(this.document).parse();
  }

  protected isRight(answer: JsonValue): boolean {
    if (!(answer instanceof JsonObject) || !answer.at('head')?.isObject()) return false;
    const operations = answer.at('operations');
    return operations instanceof JsonArray && operations.size === 150 && this.document.length === 14373;
  }
}
