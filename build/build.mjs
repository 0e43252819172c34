// `npm run build`: checks the types of every project and bundles the product into dist/.
import { bundleProduct } from './bundle.mjs';
import { typeCheck } from './command.mjs';

const [typesAreRight] = await Promise.all([typeCheck(), bundleProduct()]);
if (!typesAreRight) process.exit(1);
