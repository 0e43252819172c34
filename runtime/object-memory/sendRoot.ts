// What the prototypes of all Smalltalk objects inherit from in the end: where a message is looked up that no class
// below has compiled code for.
export const sendRoot: object = Object.create(Object.prototype) as object;
