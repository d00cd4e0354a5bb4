import { registerHooks } from 'node:module';

// As the runtime says of an app that is no package.
Object.assign(process, { defaultApp: true });
// What other systems have is decided by this name; Node itself goes by what it knew before.
const { DOUBLE_PLATFORM: platform } = process.env;
if (platform) Object.defineProperty(process, 'platform', { value: platform });

// Given to Node with `--import`: from then on `electron` is the double beside this file.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('./electron.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
